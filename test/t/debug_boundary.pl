# The border between C++ and PostgreSQL: what crosses it in either direction keeps its parts, destroys what it must, and
# leaves a session that works. The probes are in src/pg/sql/boundary_probe.cpp.
use strict;
use warnings;
use AutomationTest;
use Test::More;

my $node = automation_node('main', preload => 0);
$node->safe_psql('postgres', <<~'SQL');
	create function thrown(what text) returns text language c as '$libdir/automation', 'automation_probe_throw';
	create function mistaken(mistake text, message text, detail text, hint text) returns text language c
	  as '$libdir/automation', 'automation_probe_mistake';
	create function rows_of(statement text) returns bigint language c as '$libdir/automation', 'automation_probe_sql';
	create function seen(statement text) returns text language c as '$libdir/automation', 'automation_probe_seen';
	create function state() returns text language c as '$libdir/automation', 'automation_probe_state';
	create function destroyed() returns bigint language c as '$libdir/automation', 'automation_probe_destroyed';
	create function raised(state text, message text, detail text, hint text) returns void language plpgsql as $$
	begin
		raise exception using errcode = state, message = message, detail = detail, hint = hint, column = 'c', constraint = 'k',
			datatype = 'd', table = 't', schema = 's';
	end $$;
	create function parts(statement text) returns text language plpgsql as $$
	declare
		message text; detail text; hint text; c text; k text;
	begin
		execute statement;
		return 'no error';
	exception when others then
		get stacked diagnostics message = message_text, detail = pg_exception_detail, hint = pg_exception_hint,
			c = column_name, k = constraint_name;
		return concat_ws('|', sqlstate, message, nullif(detail, ''), nullif(hint, ''), nullif(c, ''), nullif(k, ''));
	end $$;
	SQL

my $whole = '0 not destroyed, 0 errors alive, no exception being handled';

# The statements in one session; the answers, line by line, and what went to stderr.
sub in_one_session
{
	my (@statements) = @_;
	my ($out, $err);
	$node->psql('postgres', "\\set VERBOSITY verbose\n" . join(";\n", @statements) . ";\n", stdout => \$out, stderr => \$err,
		on_error_stop => 0);
	return ($out, $err);
}

# The same process answers afterwards, as if nothing had been.
sub survives
{
	my ($statement, $pattern, $name) = @_;
	my ($out, $err) = in_one_session('select pg_backend_pid()', $statement, 'select pg_backend_pid()', 'select state()',
		'select 40 + 2');
	my @line = split /\n/, $out;
	like($err, $pattern, "$name: the error");
	is($line[0], $line[1], "$name: the process lives on");
	is($line[2], $whole, "$name: everything was destroyed");
	is($line[3], 42, "$name: the next query works");
}

# C++ to PostgreSQL
survives(q{select thrown('int')}, qr/ERROR:  XX000: unknown C\+\+ exception/, 'throw 42');
survives(q{select thrown('bad_alloc')}, qr/ERROR:  53200: out of memory/, 'bad_alloc');
survives(q{select thrown('invalid_argument')}, qr/ERROR:  22023: an argument that is invalid/, 'invalid_argument');
survives(q{select thrown('length_error')}, qr/ERROR:  XX000: .*(vector|max_size)/, 'an exception of the library');
survives(q{select thrown('with %s and %n')}, qr/ERROR:  XX000: with %s and %n$/m, 'a message with format characters');
survives(q{select thrown(null)}, qr/ERROR:  22023: what must not be null\nHINT:  Give a value for what\./, 'a null argument');

my %sqlstate = (
	invalid_value => '22023', check_violation => '23514', not_found => 'P0002', not_permitted => '42501',
	wrong_state => '55000', wrong_transaction => '25001');
for my $mistake (sort keys %sqlstate)
{
	survives(qq{select mistaken('$mistake', 'it is wrong', 'because of this', 'write that')},
		qr/ERROR:  $sqlstate{$mistake}: it is wrong\nDETAIL:  because of this\nHINT:  write that\n/, $mistake);
}
my (undef, $bare) = in_one_session(q{select mistaken('not_found', 'nothing else', '', '')});
unlike($bare, qr/DETAIL|HINT/, 'no empty DETAIL or HINT');

# PostgreSQL to C++ and on to PostgreSQL
survives(q{select rows_of('select 1/0')}, qr/ERROR:  22012: division by zero/, 'an ereport under C++');
survives(q{select rows_of('select from nowhere')}, qr/ERROR:  42P01: relation "nowhere" does not exist/, 'an unknown table');
is($node->safe_psql('postgres', q{select parts($$select rows_of('select raised(''AB123'', ''m'', ''d'', ''h'')')$$)}),
	'AB123|m|d|h|c|k', 'SQLSTATE, DETAIL, HINT, column and constraint survive both guards');
is($node->safe_psql('postgres', q{select parts($$select seen('select raised(''AB123'', ''m'', ''d'', ''h'')')$$)}),
	'XX000|seen: AB123 m', 'C++ sees SQLSTATE and message');

# a call within a call within a call: the error of the innermost comes out at the top
survives(q{select rows_of($a$select rows_of($b$select rows_of('select 1/0')$b$)$a$)}, qr/ERROR:  22012: division by zero/,
	'nested calls');
survives(q{select rows_of($a$select mistaken('wrong_state', 'deep down', 'd', 'h')$a$)},
	qr/ERROR:  55000: deep down\nDETAIL:  d\nHINT:  h\n/, 'a C++ exception through SQL through C++');
survives(q{select rows_of($a$select thrown('int')$a$)}, qr/ERROR:  XX000: unknown C\+\+ exception/, 'throw 42, nested');
is($node->safe_psql('postgres', q{select rows_of($a$select rows_of($b$select generate_series(1, 3)$b$)$a$)}), 1,
	'and without an error they answer');

# destructors ran, for the ereport too
my ($counted) = in_one_session('select destroyed()', q{select rows_of('select 1/0')}, 'select destroyed()',
	q{select rows_of('select 1')}, 'select destroyed()');
is($counted, "0\n2\n1\n4", 'both objects that were alive are destroyed, with an error and without');

# long messages are cut between two characters, and stay valid
for my $character ('x', 'ü', '語', '🌱')
{
	my ($out) = in_one_session(qq{select length(p.text), octet_length(p.text), p.text ~ '^$character+\$'
		  from (select split_part(parts(\$\$select mistaken('invalid_value', repeat('$character', 5000), '', '')\$\$), '|', 2) as text) p});
	my ($characters, $bytes, $pure) = split /\|/, $out;
	my $width = $bytes / $characters;
	is($pure, 't', "a long message of $character holds nothing else");
	ok($bytes > 1023 - $width && $bytes <= 1023, "and is cut at a character: $bytes bytes");
}
is($node->safe_psql('postgres', q{select parts($$select mistaken('invalid_value', repeat('語', 300), repeat('ü', 900), repeat('🌱', 500))$$)
	  = '22023|' || repeat('語', 300) || '|' || repeat('ü', 900) || '|' || repeat('🌱', 500)}), 't', 'what fits is not cut');

# caught in a subtransaction: the transaction goes on and commits, as often as one likes
my ($out, $err) = in_one_session(
	'create table kept (n int)',
	q{do $$
	  begin
		for n in 1 .. 300 loop
			begin
				insert into kept values (n);
				case n % 4
					when 0 then perform thrown('int');
					when 1 then perform rows_of('select 1/0');
					when 2 then perform mistaken('check_violation', 'm', 'd', 'h');
					else insert into kept values (-n);
				end case;
			exception when others then
				null;
			end;
		end loop;
	  end $$},
	'select count(*), count(*) filter (where n > 0) from kept',
	'select state()',
	'insert into kept values (0) returning n',
	'begin', q{insert into kept values (1000)}, 'savepoint s', q{select rows_of('select 1/0')}, 'rollback to s',
	q{select rows_of('insert into kept values (1001)')}, 'commit',
	'select count(*) from kept where n >= 1000');
is($out, "150|75\n$whole\n0\n1\n2", 'errors in subtransactions undo what they should, and nothing else');
like($err, qr/22012/, '(the one outside of a block was told)');

# errors leave no memory behind
my ($memory) = in_one_session(
	q{do $$ begin for n in 1 .. 100 loop perform parts('select rows_of(''select 1/0'')'); end loop; end $$},
	q{create temp table before as select sum(total_bytes) as bytes from pg_backend_memory_contexts where name <> 'CacheMemoryContext'},
	q{do $$ begin for n in 1 .. 5000 loop perform parts('select rows_of(''select 1/0'')'); end loop; end $$},
	q{select sum(total_bytes) - (select bytes from before) < 100000 from pg_backend_memory_contexts where name <> 'CacheMemoryContext'});
is($memory, 't', '5,000 errors later the session is no bigger');

# and nothing in the log tells of a crash
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/terminated by signal|server process .* exited|WARNING/,
	'no process died and nothing leaked');
done_testing();
