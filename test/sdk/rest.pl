# The founding document's calls (list, create, PATCH enabled, test, trigger) over REST, by the vendor's client, as roles that
# automation_grant() has given a level; and the errors that they get.
use strict;
use warnings;
use AutomationTest;
use JSON::PP ();
use PostgreSQL::Test::Utils;
use RestTest;
use Test::More;

unless (-e "$ENV{AUTOMATION_TOP}/test/sdk/node_modules/\@supabase/postgrest-js")
{
	die "the client is not installed, and a skip is a failure in CI\n" if ($ENV{CI} // '') eq 'true';
	plan skip_all => 'the client is not installed; test/sdk/run does that';
}

my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my $node = automation_node('main');
sub sql { return $node->safe_psql('postgres', @_) }
sql('create schema crm; create extension automation schema crm; select crm.automation_start(); select crm.automation_install_api()');
sql('create role authenticator login noinherit');
my %level = (acme_api => [ 'operator', 'acme' ], zenith_api => [ 'operator', 'zenith' ], acme_app => [ 'app', 'acme' ], staff => ['operator']);
for my $role (sort keys %level)
{
	my ($level, $tenant) = @{ $level{$role} };
	sql("create role $role nologin; grant $role to authenticator; select crm.automation_grant('$role', '$level'" . ($tenant ? ", '$tenant')" : ')'));
}
sql('create role guest nologin; create role web_anon nologin; grant guest, web_anon to authenticator');
my $rest = rest_gateway($node, 'postgres', anon => 'web_anon');
sub call { return rest_call($rest, @_) }

# A call that is refused: its status, and the error's code, message, details and hint.
sub refused
{
	my ($what, $answer, $status, $code, $message, $hint, $details) = @_;
	my $error = $answer->{error} // {};
	is($answer->{status}, $status, "$what: status $status");
	is($error->{code}, $code, "$what: code $code");
	like($error->{message} // '', $message, "$what: message");
	if (defined $hint) { like($error->{hint} // '', $hint, "$what: hint") }
	else { is($error->{hint}, undef, "$what: no hint") }
	like($error->{details} // '', $details, "$what: details") if defined $details;
	is($answer->{data}, undef, "$what: no data");
	return;
}

sub only { my ($row, @keys) = @_; return { map { $_ => $row->{$_} } @keys } }

# --- create: POST /automations with the document's JSON as it stands ---

my %founding = (name => 'Welcome New Leads', type => 'lead_followup', trigger => 'new_lead', delay_hours => 0, delay_days => 0,
	channel => 'email', enabled => $true);
my $answer = call('acme_api', [ from => 'automations' ], [ insert => \%founding ], ['select'], ['single']);
is($answer->{status}, 201, 'create: status 201');
is_deeply(only($answer->{data}, keys %founding, 'conditions', 'times_triggered'), { %founding, conditions => {}, times_triggered => 0 },
	'create: the saved row, with defaults');
my $id = $answer->{data}{id};
is(sql("select tenant_id || ' ' || name from crm.automations where id = $id"), 'acme Welcome New Leads', 'create: it is the tenant\'s');
is(call('acme_api', [ from => 'automations' ], [ insert => { %founding, name => 'Quiet' } ])->{status}, 201, 'create: without a representation');
$answer = call('acme_api', [ from => 'automations' ], [ insert => [ { %founding, name => 'Two' }, { %founding, name => 'Three' } ] ], [ select => 'name' ]);
is_deeply($answer->{data}, [ { name => 'Two' }, { name => 'Three' } ], 'create: several at once');
$answer = call('acme_api', [ rpc => 'automation_create', { config => { %founding, name => 'By function' } } ]);
is("$answer->{status} $answer->{data}{name}", '200 By function', 'create: POST /rpc/automation_create');

# --- list: GET /automations ---

$answer = call('acme_api', [ from => 'automations' ], [ select => 'id,name', { count => 'exact' } ], [ order => 'name', { ascending => $false } ], [ limit => 2 ]);
is("$answer->{status} $answer->{count}", '200 5', 'list: the number of all');
is_deeply([ map { $_->{name} } @{ $answer->{data} } ], [ 'Welcome New Leads', 'Two' ], 'list: in order, with a limit');
$answer = call('acme_api', [ from => 'automations' ], [ select => 'name' ], [ in => 'name', [ 'Two', 'Three', 'None' ] ], [ neq => 'name', 'Three' ]);
is_deeply($answer->{data}, [ { name => 'Two' } ], 'list: filters');
$answer = call('acme_api', [ rpc => 'automation_list', { enabled => $true }, { get => $true } ], [ eq => 'id', $id ]);
is_deeply([ map { only($_, 'id', 'name', 'delay') } @{ $answer->{data} } ], [ { id => $id, name => 'Welcome New Leads', delay => 'none' } ],
	'list: GET /rpc/automation_list, in a read-only transaction');

# --- PATCH enabled ---

$answer = call('acme_api', [ from => 'automations' ], [ update => { enabled => $false } ], [ eq => 'id', $id ], [ select => 'id,enabled' ]);
is($answer->{status}, 200, 'PATCH: status 200');
is_deeply($answer->{data}, [ { id => $id, enabled => $false } ], 'PATCH: the row as it is now');
is(sql("select enabled from crm.automations where id = $id"), 'f', 'PATCH: it is disabled');
is(call('acme_api', [ from => 'automations' ], [ update => { enabled => $true } ], [ eq => 'id', $id ])->{status}, 204, 'PATCH: status 204 without a representation');
is(sql("select enabled from crm.automations where id = $id"), 't', 'PATCH: it is enabled');
$answer = call('acme_api', [ rpc => 'automation_enable', { id => $id, enabled => $false } ]);
is("$answer->{status} $answer->{data}{enabled}", '200 0', 'PATCH: POST /rpc/automation_enable');
call('acme_api', [ from => 'automations' ], [ update => { enabled => $true } ], [ eq => 'id', $id ]);
call('acme_api', [ from => 'automations' ], ['delete'], [ neq => 'id', $id ]);
is(sql("select string_agg(name, ', ') from crm.automations"), 'Welcome New Leads', 'DELETE /automations with a filter');

# --- test ---

$answer = call('acme_app', [ from => 'leads' ], [ insert => { name => 'Ann Lee', email => 'ann@example.org' } ], [ select => 'id' ], ['single']);
is($answer->{status}, 201, 'a role of level app adds a lead');
my $lead = $answer->{data}{id};
wait_for($node, "select count(*) from crm.messages where lead_id = $lead", 1);
$answer = call('acme_api', [ rpc => 'automation_test', { id => $id, lead_id => $lead } ], ['single']);
is($answer->{status}, 200, 'test: status 200');
is_deeply(only($answer->{data}, qw(recipient status origin)), { recipient => 'ann@example.org', status => 'draft', origin => 'builtin' }, 'test: the draft');
is_deeply([ map { $_->{type} } @{ call('acme_api', [ from => 'activities' ], [ select => 'type' ], [ eq => 'message_id', $answer->{data}{message_id} ])->{data} } ],
	['automation_tested'], 'test: its activity, by GET /activities');

# --- trigger ---

$answer = call('acme_api', [ rpc => 'automation_trigger', { trigger => 'new_lead', lead_id => $lead } ]);
is("$answer->{status} $answer->{data}", '200 1', 'trigger: one run');
wait_for($node, "select count(*) from crm.activities where lead_id = $lead and type = 'automation_ran'", 2);
$answer = call('acme_api', [ from => 'automations' ], [ select => 'times_triggered' ], [ eq => 'id', $id ], ['single']);
is($answer->{data}{times_triggered}, 2, 'trigger: the automation counts it');
$answer = call('acme_api', [ from => 'automation_stats' ], [ select => 'ran,messages' ], [ eq => 'id', $id ], ['single']);
is_deeply($answer->{data}, { ran => 2, messages => 2 }, 'trigger: GET /automation_stats');

# --- a callback, whose body is the one argument; functions of level app ---

$answer = call('acme_app', [ rpc => 'automation_booking_hook', { company => 'mysalon', booking_id => '2262', notification_type => 'create' } ]);
is_deeply([ $answer->{status}, $answer->{data} ], [ 200, $false ], 'POST /rpc/automation_booking_hook takes a whole body');
$answer = call('acme_app', [ rpc => 'automation_receive', { channel => 'email', sender => 'ann@example.org', body => 'Hello' } ]);
is($answer->{status}, 200, 'POST /rpc/automation_receive, without the optional arguments');
is_deeply(call('acme_app', [ from => 'messages' ], [ select => 'body' ], [ eq => 'id', $answer->{data} ])->{data}, [ { body => 'Hello' } ], 'stores the message');

# --- what is wrong with a request ---

refused('unknown key', call('acme_api', [ rpc => 'automation_create', { config => { %founding, chanel => 'sms' } } ]),
	400, '22023', qr/^unknown key "chanel"$/, qr/^Did you mean "channel"\?/, qr/"sms"/);
refused('unknown key of a table', call('acme_api', [ from => 'automations' ], [ insert => { %founding, chanel => 'sms' } ], ['select']), 400, 'PGRST204', qr/'chanel'/);
refused('unknown type', call('acme_api', [ from => 'automations' ], [ insert => { %founding, type => 'lead_folowup' } ], ['select']),
	400, '22023', qr/^unknown type "lead_folowup"$/, qr/^Did you mean "lead_followup"\?/);
refused('type and trigger', call('acme_api', [ from => 'automations' ], [ update => { trigger => 'session_completed' } ], [ eq => 'id', $id ], ['select']),
	400, '22023', qr/session_completed/, qr/new_lead/);
refused('negative delay', call('acme_api', [ from => 'automations' ], [ update => { delay_hours => -1 } ], [ eq => 'id', $id ]),
	400, '23514', qr/^delay_hours cannot be -1$/, qr/0 or more/);
refused('statistics are not written', call('acme_api', [ from => 'automations' ], [ update => { times_triggered => 9 } ], [ eq => 'id', $id ]),
	400, '22023', qr/^"times_triggered" cannot be written$/, qr/^Omit the key: /);
refused('value of another type', call('acme_api', [ from => 'automations' ], [ select => 'id' ], [ eq => 'id', 'seven' ]), 400, '22P02', qr/bigint/);
refused('unknown trigger', call('acme_api', [ rpc => 'automation_trigger', { trigger => 'new_leed', lead_id => $lead } ]),
	400, '22023', qr/new_leed/, qr/new_lead/);
refused('unknown argument', call('acme_api', [ rpc => 'automation_test', { id => $id, leadid => $lead } ]), 404, 'PGRST202', qr/api\.automation_test\(id, leadid\)/);
refused('a column of a check constraint', call('acme_api', [ from => 'bookings' ], [ insert => { lead_id => $lead, title => 'Massage', status => 'boked' } ]),
	400, '23514', qr/bookings_status_check/, qr/booked/);

# --- ids that do not exist ---

is_deeply(call('acme_api', [ from => 'automations' ], [ update => { enabled => $false } ], [ eq => 'id', 99 ], ['select'])->{data}, [], 'unknown id: PATCH changes no row');
refused('unknown id, one row expected', call('acme_api', [ from => 'automations' ], ['select'], [ eq => 'id', 99 ], ['single']), 406, 'PGRST116', qr/single JSON object/);
refused('unknown id, test', call('acme_api', [ rpc => 'automation_test', { id => 99, lead_id => $lead } ]),
	400, '22023', qr/^automation 99 does not exist$/, qr/automation_list/, qr/"acme"/);
refused('unknown lead, trigger', call('acme_api', [ rpc => 'automation_trigger', { trigger => 'new_lead', lead_id => 99 } ]), 400, '22023', qr/^lead 99 does not exist$/, qr/leads/);

# --- rights ---

refused('level app creates no automation', call('acme_app', [ from => 'automations' ], [ insert => \%founding ]), 403, '42501', qr/^permission denied for view automations$/);
refused('nor by the function', call('acme_app', [ rpc => 'automation_create', { config => \%founding } ]), 403, '42501', qr/^permission denied for function automation_create$/);
refused('nor lists them', call('acme_app', [ from => 'automations' ], ['select']), 403, '42501', qr/^permission denied for view automations$/);
refused('a role without a grant', call('guest', [ from => 'automations' ], ['select']), 403, '42501', qr/^permission denied for schema api$/);
refused('a role without a grant, function', call('guest', [ rpc => 'automation_trigger', { trigger => 'new_lead', lead_id => $lead } ]), 403, '42501', qr/^permission denied for schema api$/);
refused('no token', call(undef, [ from => 'automations' ], ['select']), 401, '42501', qr/^permission denied for schema api$/);
refused('the token of another', call(\rest_token({ role => 'acme_api' }, 'another secret'), [ from => 'automations' ], ['select']), 401, 'PGRST301', qr/Signature/);
refused('a token that has expired', call(\rest_token({ role => 'acme_api', exp => time - 600 }), [ from => 'automations' ], ['select']), 401, 'PGRST303', qr/expired/);
refused('a role that the gateway may not take', call('postgres', [ from => 'automations' ], ['select']), 403, '42501', qr/^permission denied to set role "postgres"$/);

# --- tenants: what is another's does not exist ---

$answer = call('zenith_api', [ from => 'automations' ], [ select => '*', { count => 'exact' } ]);
is_deeply([ $answer->{status}, $answer->{data}, $answer->{count} ], [ 200, [], 0 ], 'another tenant lists nothing');
is_deeply(call('zenith_api', [ from => $_ ], [ select => 'id' ])->{data}, [], "another tenant: no $_") for qw(leads messages activities bookings automation_stats);
is_deeply(call('zenith_api', [ from => 'automations' ], [ update => { enabled => $false } ], [ eq => 'id', $id ], ['select'])->{data}, [], 'another tenant: PATCH changes no row');
is_deeply(call('zenith_api', [ from => 'automations' ], ['delete'], [ eq => 'id', $id ], ['select'])->{data}, [], 'another tenant: DELETE deletes no row');
is_deeply(call('zenith_api', [ from => 'leads' ], [ update => { name => 'X' } ], [ eq => 'id', $lead ], ['select'])->{data}, [], 'another tenant: no lead is changed');
refused('another tenant, test', call('zenith_api', [ rpc => 'automation_test', { id => $id, lead_id => $lead } ]), 400, '22023', qr/^automation $id does not exist$/, qr/automation_list/, qr/"zenith"/);
refused('another tenant, trigger', call('zenith_api', [ rpc => 'automation_trigger', { trigger => 'new_lead', lead_id => $lead } ]), 400, '22023', qr/^lead $lead does not exist$/, qr/leads/);
refused('another tenant, enable', call('zenith_api', [ rpc => 'automation_enable', { id => $id } ]), 400, '22023', qr/^automation $id does not exist$/, qr/automation_list/);
is(sql("select enabled, (select name from crm.leads where id = $lead) from crm.automations where id = $id"), 't|Ann Lee', 'and nothing has changed');
$answer = call('zenith_api', [ from => 'automations' ], [ insert => { %founding, name => 'Zenith' } ], [ select => 'name' ]);
is_deeply($answer->{data}, [ { name => 'Zenith' } ], 'each tenant has its own');
is(sql(q{select tenant_id from crm.automations where name = 'Zenith'}), 'zenith', 'with its tenant');
is_deeply(call('staff', [ from => 'automations' ], ['select'])->{data}, [], 'a role without a limit acts for the tenant of the setting, here the empty one');

done_testing();
