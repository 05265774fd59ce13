# Every SQL block of README.md and docs/ runs as it stands, in the order of its document, and prints the block below it.
#
# Each document has a database of its own, with the extension unless the document creates it. A comment <!-- set-up … --> is SQL that
# readers do not see; after <!-- new database … --> the document continues in another, empty one. What psql prints, notices first, is the next block without a language; "…" in it stands for any text in a line,
# a line of "…" for any lines. A query that changes nothing is repeated while the worker has not got so far.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

my $top = $ENV{AUTOMATION_TOP};
# Secrets that the documents name. README.md shows what is said about a missing one.
local @ENV{qw(AUTOMATION_TWILIO_TOKEN AUTOMATION_WEBHOOK_SECRET AUTOMATION_CRM_SECRET AUTOMATION_MAIL_PASSWORD)} = ('secret') x 4;
my $secrets = PostgreSQL::Test::Utils::tempdir();
append_to_file("$secrets/$_", 'secret') for qw(whatsapp hook);
my $node = automation_node('documents', conf => { 'automation.secrets_dir' => $secrets });
my $db = 'crm';  # as the documents call it
local $ENV{PGTZ} = 'UTC';

# What psql prints for a block, notices first, and without the headings of functions that return nothing.
sub output_of
{
	my ($db, $sql) = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'psql', '-Xq', '-d', $node->connstr($db) ], '<', \$sql, '>', \$out, '2>', \$err);
	$out =~ s/^ *\w+ *\n-+\n *\n\(1 row\)\n\n?//mg;
	return ("$err$out" =~ s/^psql:<stdin>:\d+: //mgr) =~ s/[ \t]+$//mgr =~ s/\n\n+\z/\n/r;
}

# Whether the output is what the document says.
sub matches
{
	my ($output, $expected) = @_;
	my @lines = map { $_ eq '…' ? '(?:.*\n)*?' : join('.*', map { quotemeta } split /…/, s/\s+$//r, -1) . '\n' } split /\n/, $expected;
	my $pattern = join '', @lines;
	return $output =~ /\A$pattern\z/;
}

# Statements that begin with these only read.
my $changes;
sub only_reads
{
	my ($db, $sql) = @_;
	$changes //= $node->safe_psql($db, q{select string_agg(proname, '|') from pg_proc where proname like 'automation\_%' and provolatile = 'v'});
	return $sql =~ /^\s*(?:select|table)\b/i && $sql !~ /\b(?:insert|update|delete|call|$changes)\b/i;
}

sub check
{
	my ($db, $where, $sql, $expected) = @_;
	my $deadline = Time::HiRes::time() + 20;
	while (1)
	{
		my $output = output_of($db, $sql);
		return pass($where) if matches($output, $expected);
		if (Time::HiRes::time() > $deadline || !only_reads($db, $sql)) { return is($output, $expected, $where) }
		select(undef, undef, undef, 0.05);
	}
	return;
}

# The parts of a document: [line, 'sql' | 'output' | 'set-up' | 'new database' | 'other', text, whether it follows another block].
sub parts_of
{
	my ($text) = @_;
	my @parts;
	while ($text =~ /^(?:<!-- (set-up|new database)\n(.*?)^-->\n|```(\w*)[^\n]*\n(.*?)^```\n)/msg)
	{
		my ($comment, $hidden, $language, $block) = ($1, $2, $3, $4);
		my $before = substr($text, 0, $-[0]);
		my $line = 1 + ($before =~ tr/\n//);
		if (defined $comment) { push @parts, [ $line, $comment, $hidden ]; next }
		my $kind = $language eq 'sql' ? 'sql' : $language eq '' ? 'output' : 'other';
		push @parts, [ $line, $kind, $block, scalar $before =~ /```\n\z/ ];
	}
	return @parts;
}

# How many parts come before the first <!-- new database … -->.
sub first_new
{
	my @of_another = grep { $_[$_][1] eq 'new database' } 0 .. $#_;
	return @of_another ? $of_another[0] : scalar @_;
}

my ($blocks, $documents, $compared) = (0, 0, 0);
for my $file (map { s{^\Q$top\E/}{}r } sort glob("$top/*.md"), glob("$top/docs/*.md"), glob("$top/docs/*/*.md"))
{
	my $text = slurp_file("$top/$file");
	my @parts = parts_of($text);

	# SQL has a block of its own.
	my @mixed = map { "line $_->[0]" } grep { $_->[1] eq 'sql' && $_->[2] =~ /^(?:\(\d+ rows?\)|-+(?:\+-+)+|(?:NOTICE|WARNING|ERROR|HINT|DETAIL):)/m } @parts;
	push @mixed, map { "line $_->[0]" } grep { $_->[1] eq 'output' && $_->[2] =~ /^(?:select|insert|update|delete|call|create|alter|drop)\b.*;\s*$/im } @parts;
	push @mixed, $text =~ /^    ((?:select|insert into|update|delete from|call|create|alter|drop)\b[^\n]*;)/gim;
	is("@mixed", '', "$file: SQL stands in blocks of SQL only") if $text =~ /^```sql/m || @mixed;
	next unless $text =~ /^```sql/m;

	$node->safe_psql('postgres', "create database $db");
	$node->safe_psql($db, 'create extension automation') unless grep { $_->[2] =~ /create extension automation/i } @parts[0 .. (first_new(@parts) - 1)];
	my $ran = 0;
	for my $i (0 .. $#parts)
	{
		my ($line, $kind, $sql) = @{ $parts[$i] };
		my $where = "$file:$line: " . ($sql =~ /^\s*(.*)/)[0];
		if ($kind eq 'new database') { $node->safe_psql('postgres', "drop database $db; create database $db" =~ s/; /;\n/r) }
		if ($kind eq 'set-up' || $kind eq 'new database') { unlike(output_of($db, $sql), qr/ERROR|FATAL/, "$where (set-up)") }
		next unless $kind eq 'sql';
		$ran++;
		my $next = $parts[ $i + 1 ];
		if ($next && $next->[1] eq 'output' && $next->[3]) { check($db, $where, $sql, $next->[2]); $compared++ }
		else { is(output_of($db, $sql), '', $where) }
	}
	$node->safe_psql('postgres', "drop database $db");
	my $in_text = () = $text =~ /^```sql/mg;
	cmp_ok($ran, '==', $in_text, "$file: all $in_text blocks of SQL ran");
	$documents++ if $ran;
	$blocks += $ran;
}

# A capability brings its recipe.
my $values = slurp_file("$top/docs/reference/values.md");
my $executed = join '', map { map { $_->[2] } grep { $_->[1] eq 'sql' } parts_of(slurp_file("$top/docs/$_.md")) } 'recipes', 'tutorial';
for my $heading ('Types', 'Triggers')
{
	my ($table) = $values =~ /^## $heading\n(.*?)(?=^## |\z)/ms;
	for my $word ($table =~ /^\| `(\w+)` \|/mg) { like($executed, qr/"$word"/, "docs/recipes.md or docs/tutorial.md uses $word") }
}

diag("$blocks SQL blocks of $documents documents executed, the output of $compared compared");
cmp_ok($blocks, '>', 0, 'documents have SQL');

done_testing();
