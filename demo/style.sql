-- How the demo's tables look.
\pset border 2
\pset linestyle unicode
\pset format wrapped
\pset columns 150
\pset footer off
\pset null ''
