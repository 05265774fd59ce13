# A trigger of the user's that breaks where a message is claimed or recorded: what has left is never sent again and its
# record is not lost, the worker's restart included; what has not left waits. What one message is refused holds up no
# other. Statistics and timed rules that are refused hold up no run.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use Test::More;
use Time::HiRes qw(time);

my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main', log_statement => 'none');
sub sql { return $node->safe_psql('postgres', @_) }
my $paused = 'select concat(paused_reason) from automation_status()';
my $leads = 0;

sub add_leads
{
	my ($count) = @_;
	sql("insert into leads (name, source, phone) select 'Lead ' || i, 'sms', '+49' || 301000000 + i from generate_series($leads + 1, $leads + $count) i");
	$leads += $count;
	return;
}
sub trigger_on
{
	my ($table, $event, $body) = @_;
	return sql("create function audit() returns trigger language plpgsql as \$\$ begin $body; return null; end \$\$;
		create trigger audit after $event on $table for each row execute function audit()");
}
sub mend { return sql('drop function audit cascade') }

# What left is what was recorded, each once.
sub all_sent
{
	my ($what) = @_;
	my $began = time;
	wait_for($node, "select count(*) from messages where status = 'sent'", $leads, seconds => 20);
	wait_for($node, $paused, '', seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: over within 10 s of the mend");
	is(sql("select count(*) from activities where type = 'message_sent'"), $leads, "$what: each is recorded once");
	is(scalar @{ provider_ask($sms, 'stats')->{messages} }, $leads, "$what: and left once");
	return;
}

add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" });
create_rule($node, 'postgres', name => 'Write', type => 'lead_followup', trigger => 'new_lead', channel => 'sms',
	conditions => { source => 'sms' }, subject_template => 'Hello', message_template => 'Hello {lead_name}');
sql('select automation_start()');
add_leads(3);
all_sent('before');

trigger_on('messages', 'update', "if new.status = 'sent' then insert into public.gone values (1); end if");
add_leads(5);
like(wait_for($node, $paused, qr/recorded/, seconds => 10), qr/sent messages cannot be recorded: relation "public.gone" does not exist/, 'a record that is refused: said');
start_dispatcher_anew($node, 'postgres');
like(wait_for($node, $paused, qr/recorded/, seconds => 10), qr/public.gone/, 'and by the next dispatcher');
mend();
all_sent('a record that is refused');

trigger_on('messages', 'update', "if new.status = 'sending' then insert into public.gone values (1); end if");
add_leads(20);
like(wait_for($node, $paused, qr/wait/, seconds => 10), qr/sms: messages wait: relation "public.gone" does not exist/, 'a claim that is refused: said');
my $log = -s $node->logfile;
wait_for($node, "select extract(epoch from clock_timestamp())::int >= " . int(time + 7), 't');
cmp_ok(scalar(grep { /LOG:  automation/ } worker_log($node, $log)), '<=', 1, 'once');
mend();
all_sent('a claim that is refused');

trigger_on('messages', 'update', "if new.status = 'sent' and new.body like '%Lead ${\($leads + 2)}' then insert into public.gone values (1); end if");
add_leads(20);
wait_for($node, "select count(*) from messages where status = 'sent'", $leads - 1);
pass('one record that is refused: the others are written');
add_leads(5);
wait_for($node, "select count(*) from messages where status = 'sent'", $leads - 1);
pass('and those that come later leave and are written, too');
mend();
all_sent('one record that is refused');

# --- statistics, timed rules ---

trigger_on('automation_daily_stats', 'insert or update', 'insert into public.gone values (1)');
add_leads(50);
wait_for($node, "select count(*) from messages where status = 'sent'", $leads);
like(wait_for($node, $paused, qr/statistics/, seconds => 10), qr/^statistics wait: relation "public.gone"/, 'statistics that are refused wait, and runs do not');
mend();
wait_for($node, "select times_triggered from automations", $leads, seconds => 15);
wait_for($node, $paused, '', seconds => 10);
pass('they are folded when it is mended');

trigger_on('automation_watches', 'insert or update', 'insert into public.gone values (1)');
sql('alter table automation_watches disable trigger audit');
create_rule($node, 'postgres', name => 'Silence', type => 'lead_followup', trigger => 'no_contact_days', delay_days => 1, channel => 'sms', subject_template => 'x', message_template => 'Still there?');
sql("alter table automation_watches enable trigger audit; update automations set name = 'Quiet' where name = 'Silence'");
start_dispatcher_anew($node, 'postgres');
add_leads(5);
wait_for($node, "select count(*) from messages where status = 'sent'", $leads, seconds => 15);
pass('timed rules that are refused hold up nothing');
mend();
wait_for($node, $paused, '', seconds => 12);

$node->stop;
done_testing();
