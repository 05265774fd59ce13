# An automation whose messages fail for good is switched off before it costs the sender its name; one that only meets a
# provider in trouble, or people who have said no, is not.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main');

sub sql { return $node->safe_psql('postgres', @_) }

# So many leads of that name; waits until each has its message and none is on its way.
sub add_leads
{
	my ($name, $number) = @_;
	sql("insert into leads (name, source, phone) select '$name', '$name', '+49' || 301000000 + (select count(*) from leads) + i from generate_series(1, $number) i");
	wait_for($node, "select count(*) from messages m join leads l on l.id = m.lead_id where l.name = '$name' and m.status in ('sent', 'failed', 'cancelled')",
		sql("select count(*) from leads where name = '$name'"));
	return;
}

sub enabled { return sql("select enabled from automations where name = '$_[0]'") }
sub told { return sql("select string_agg(a.description || ' | ' || (a.details ->> 'reason'), E'\\n' order by a.id) from activities a where a.type = 'automation_failed'") }

sub rule
{
	my ($name) = @_;
	return create_rule($node, 'postgres', name => $name, type => 'lead_followup', trigger => 'new_lead', channel => 'sms',
		conditions => { source => $name }, subject_template => 'Hello', message_template => 'Hello');
}

add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" });
rule($_) for qw(Ann Bea Cid);

# --- people who have said no ---

provider_set($sms, fault => 'code', status => 400, code => 21610);
add_leads('Ann', 25);
is(enabled('Ann'), 't', 'people who have said no are no fault of the automation');
provider_set($sms, fault => 'code', status => 400, code => 30007);
add_leads('Ann', 1);
is(enabled('Ann'), 't', 'nor do they count when a message fails');

# --- refused for good ---

provider_set($sms, fault => 'code', status => 400, code => 30007);
add_leads('Bea', 19);
is(enabled('Bea'), 't', 'nineteen messages say nothing yet');
add_leads('Bea', 1);
is(enabled('Bea'), 'f', 'twenty do');
is(told(), 'Bea was disabled: 20 of its last 20 messages have failed permanently | error', 'an activity says why');
is(enabled('Cid'), 't', 'the others go on');
sql("insert into leads (name, source, phone) values ('Bea', 'Bea', '+4930999999')");
sql('call automation_run()');
is(sql(q{select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Bea'}), 20, 'and it writes to nobody any more');

sql(q{delete from leads where name = 'Bea' and phone = '+4930999999'});

# --- enabled by a person: what was before does not count ---

sql(q{update automations set enabled = true where name = 'Bea'});
add_leads('Bea', 1);
is(enabled('Bea'), 't', 'enabled again it begins anew');

# --- a tenth ---

provider_set($sms, fault => undef);
add_leads('Cid', 28);
provider_set($sms, fault => 'code', status => 400, code => 30007);
add_leads('Cid', 3);
is(enabled('Cid'), 't', 'less than a tenth is what happens');
add_leads('Cid', 1);
is(enabled('Cid'), 'f', 'a tenth is too much');
is((split /\n/, told())[-1], 'Cid was disabled: 4 of its last 32 messages have failed permanently | error', 'of all its last messages');

$node->stop;
done_testing();
