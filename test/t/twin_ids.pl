# Two tenants hold the same ids everywhere: automations, leads, messages, rows of the queue, channels. Each message leaves
# once, to the lead of its own tenant, with a key of its own; what is wrong in one tenant stops nothing of the other's.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'npm brings what the SMTP double needs' unless npm_of('smtp');

my $post = provider_double('smtp', user => 'salon', password => mail_password());
my $node = delivery_node('main', log_statement => 'none', log_min_duration_statement => '-1');

sub sql { return $node->safe_psql('postgres', @_) }
sub mails { return sort map { "$_->{to}[0]: $_->{parsed}{text}" =~ s/\s*\n.*//sr } @{ provider_ask($post, 'mails') } }

# --- a shared channel: messages, leads and rows of the queue of one id ---

add_channel($node, 'email', 'smtp', smtp_settings($post, insecure => JSON::PP::true()), enabled => 'false');
sql(q{insert into leads (id, tenant_id, name, email) select 5, t, t, t || '@example.com' from unnest('{a,b}'::text[]) t});
sql(q{insert into messages (id, tenant_id, lead_id, channel, subject, body, status)
      select 9, t, 5, 'email', 'Hello', 'to ' || t, 'queued' from unnest('{a,b}'::text[]) t});
sql('update automation_queue q set id = 900, run_at = (select min(run_at) from automation_queue)');
is(sql('select count(*), count(distinct (id, run_at, lead_id, message_id)) from automation_queue'), '2|1', 'twins wait to leave');
sql('update automation_channels set enabled = true');
wait_for($node, q{select count(*) from messages where status = 'sent'}, 2);
is_deeply([ mails() ], [ 'a@example.com: to a', 'b@example.com: to b' ], 'each goes to the lead of its own tenant, once');
is(sql('select count(distinct provider_message_id) from messages'), 2, 'under a Message-ID of its own');
is(sql(q{select string_agg(tenant_id || ' ' || recipient || ' ' || attempts, ', ' order by tenant_id) from messages}),
	'a a@example.com 1, b b@example.com 1', 'and is recorded as what it is');
is(sql('select count(*) from automation_queue'), 0, 'nothing is left');

# --- runs of automations of one id, written in one statement ---

provider_reset($post);
sql(q{insert into automations (id, tenant_id, name, type, trigger, subject_template, message_template)
      select 77, t, 'of ' || t, 'lead_followup', 'new_lead', 'Welcome', t || ' welcomes {lead_name}' from unnest('{a,b}'::text[]) t});
sql(q{insert into leads (id, tenant_id, name, email) select 100 + n, t, t || n, t || n || '@example.com'
      from unnest('{a,b}'::text[]) t, generate_series(1, 20) n});
wait_for($node, q{select count(*) from messages where automation_id = 77 and status = 'sent'}, 40);
is(scalar(@{ provider_ask($post, 'mails') }), 40, 'forty leads get a mail each');
is(sql(q{select count(*) from messages m join leads l on l.id = m.lead_id and l.tenant_id = m.tenant_id
         where m.automation_id = 77 and m.recipient = l.email and m.body = m.tenant_id || ' welcomes ' || l.name}),
	40, 'with the text of their own tenant, at their own address');
is(sql(q{select count(*) from activities where type in ('automation_skipped', 'automation_failed', 'automation_blocked')}), 0,
	'and nobody is skipped for another tenant');

# --- channels of one id: one that is broken stops its own tenant's messages ---

sql(q{insert into automation_channels (id, tenant_id, channel, provider, settings)
      select c.id, 'a', 'email', 'smtp', c.settings || '{"port": 1}' from automation_channels c});
sql(q{insert into leads (id, tenant_id, name, email) select 200, t, t || 200, t || '200@example.com' from unnest('{a,b}'::text[]) t});
wait_for($node, q{select status from messages where lead_id = 200 and tenant_id = 'b'}, 'sent');
is(sql(q{select status from messages where lead_id = 200 and tenant_id = 'a'}), 'queued', 'it waits for its own channel');
sql(q{delete from automation_channels where tenant_id = 'a'});
wait_for($node, q{select status from messages where lead_id = 200 and tenant_id = 'a'}, 'sent');

# --- timed rules of one id, and one INSERT of a tenant's own ---

sql(q{insert into automations (id, tenant_id, name, type, trigger, delay_days, subject_template, message_template)
      select 80, t, 'quiet ' || t, 'lead_followup', 'no_contact_days', 3, 'Hello', t || ' misses {lead_name}' from unnest('{a,b}'::text[]) t});
sql(q{update leads set last_contacted = now() - interval '4 days', silent_since = now() - interval '4 days' where id = 200 and tenant_id = 'a'});
wait_for($node, q{select tenant_id from messages where automation_id = 80 and status = 'sent'}, 'a');
sql(q{update automations set enabled = false where id = 80 and tenant_id = 'a'});
sql(q{update leads set last_contacted = now() - interval '4 days', silent_since = now() - interval '4 days' where id = 200 and tenant_id = 'b'});
wait_for($node, q{select count(*) from messages where automation_id = 80 and status = 'sent' and tenant_id = 'b'}, 1);

# --- runs of several tenants that had to wait are read by their keys ---

my $holder = session($node);
$holder->query_safe(q{begin; select id from leads where id = 5 for update});
sql(q{insert into automations (id, tenant_id, name, type, trigger, subject_template, message_template)
      select 90, t, 'status ' || t, 'lead_followup', 'lead_status_changed', 'Status', t || ' has seen {lead_name}' from unnest('{a,b}'::text[]) t});
sql(q{insert into automation_queue (id, tenant_id, automation_id, lead_id, event, event_at, run_at)
      select 950, t, 90, 5, 'lead_status_changed', now(), now() from unnest('{a,b}'::text[]) t});
sql(q{insert into leads (id, tenant_id, name, email) select 250, t, t || 250, t || '250@example.com' from unnest('{a,b}'::text[]) t});
wait_for($node, q{select count(*) from messages where lead_id = 250 and status = 'sent'}, 2);
is(sql('select count(*) from automation_queue where id = 950'), 2, 'what somebody holds waits');
$holder->query_safe('rollback');
$holder->quit;
wait_for($node, q{select count(*) from messages where automation_id = 90 and status = 'sent'}, 2);
is(sql(q{select string_agg(recipient || ': ' || body, ', ' order by tenant_id) from messages where automation_id = 90}),
	'a@example.com: a has seen a, b@example.com: b has seen b', 'and is done for each afterwards');

# --- a run of one tenant that fails is no other's ---

sql(q{create function refuse() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$});
sql(q{create trigger refuse before insert on messages for each row when (new.tenant_id = 'a') execute function refuse()});
sql(q{insert into leads (id, tenant_id, name, email) select 300, t, t || 300, t || '300@example.com' from unnest('{a,b}'::text[]) t});
wait_for($node, q{select status from messages where lead_id = 300 and tenant_id = 'b'}, 'sent');
is(sql(q{select string_agg(distinct tenant_id, ' ') from automation_queue where lead_id = 300}), 'a', 'the other one is tried again');
is(sql(q{select count(*) from messages where lead_id = 300}), 1, 'and has no message yet');
sql('drop trigger refuse on messages');
wait_for($node, q{select status from messages where lead_id = 300 and tenant_id = 'a'}, 'sent');

$node->stop;
unlike(slurp_file($node->logfile), qr/PANIC|terminated by signal (?!3:)/, 'no process died');
done_testing();
