# Tenants take turns: a few runs and mails of some are done soon, although another tenant has far more due before them.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use Test::More;

my $many = $ENV{FAIRNESS_RUNS} // 40_000;
my @small = map { "small $_" } 1 .. 10;
my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main', log_statement => 'none', autovacuum => 'off');
sub sql { return $node->safe_psql('postgres', @_) }

for my $tenant ('large', @small)
{
	my $set = "set automation.tenant_id = '$tenant'; ";
	sql($set . q{select automation_create('{"name": "Welcome", "type": "lead_followup", "trigger": "new_lead", "message_template": "Hello {lead_name}",
		"conditions": {"source": "Web"}}')});
	sql($set . q{select automation_create('{"name": "By SMS", "type": "lead_followup", "trigger": "new_lead", "message_template": "Hello {lead_name}",
		"channel": "sms", "conditions": {"source": "SMS"}}')});
}

sub leads_of
{
	my ($tenant, $number, $source) = @_;
	return "insert into leads (tenant_id, name, source, phone) select '$tenant', '$tenant ' || i, '$source', '+4930' || 1000000 + i from generate_series(1, $number) i;";
}

# How many runs of the large tenant were done before the last of the small ones.
my $before = q{select count(*) from messages where tenant_id = 'large' and created_at <= (select max(created_at) from messages where tenant_id like 'small%')};
sub is_fair
{
	my ($what) = @_;
	is(sql(q{select string_agg(n::text, ' ') from (select count(*) n from messages where tenant_id like 'small%' group by tenant_id) t}), join(' ', (10) x 10), "$what: ten runs of each");
	my $served = sql($before);
	cmp_ok($served, '<', $many / 2, "$what: the last of them after $served of $many");
	wait_for($node, 'select count(*) from automation_queue', 0, seconds => 120);
	is(sql(q{select count(*), count(distinct lead_id) from messages}), join('|', ($many + 100) x 2), "$what: in the end every run is done once");
	is(sql(q{select count(*) from (select lead_id, lag(lead_id) over (partition by tenant_id order by id) as previous from messages) m where previous > lead_id}), 0,
		"$what: each tenant's in its order");
	return;
}
sub clear { return sql('truncate leads, messages, activities, automation_queue, automation_enrollments cascade') }

# --- all is due when the worker starts, that of the large tenant first ---

sql('select automation_stop()');
wait_for($node, q{select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'}, 0);
sql(leads_of('large', $many, 'Web'));
sql(join '', map { leads_of($_, 10, 'Web') } @small);
sql('select automation_start()');
wait_for($node, q{select count(*) from messages where tenant_id like 'small%'}, 100, seconds => 60);
is_fair('due at the start');
clear();

# --- they come while the large tenant's are under way ---

sql(leads_of('large', $many, 'Web'));
wait_for($node, q{select count(*) > 0 from messages}, 't');
sql(join '', map { leads_of($_, 10, 'Web') } @small);
my $came_after = sql('select count(*) from messages');
wait_for($node, q{select count(*) from messages where tenant_id like 'small%'}, 100, seconds => 60);
cmp_ok(sql($before) - $came_after, '<', $many / 2, 'and they were not first by chance');
is_fair('come later');
clear();

# --- a channel that everybody shares, and that sends no more than so many in a minute ---

add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" }, enabled => 'f', rate_per_minute => 40);
sql(leads_of('large', 300, 'SMS'));
sql(leads_of('small 1', 1, 'SMS'));
wait_for($node, q{select count(*) from messages where status = 'queued'}, 301);
sql('update automation_channels set enabled = true');
wait_for($node, q{select count(*) from messages where status = 'sent' and tenant_id = 'small 1'}, 1, seconds => 20);
cmp_ok(sql(q{select count(*) from messages where status = 'sent'}), '<=', 40, 'the one mail of a tenant leaves beside 300 of another, within the first minute');

$node->stop;
done_testing();
