-- A role that is limited to a tenant and writes channels and booking sources: its own secrets, public hosts. What the
-- server has (its environment, its files, its network) is not its to use.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_channels_a;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
select crm.automation_grant('regress_channels_a', 'admin', 'a');
set role regress_channels_a;
insert into crm.automation_channels (channel, provider, settings) values ('sms', 'webhook', '{"url": "https://open.example.com/"}') returning tenant_id;
insert into crm.automation_booking_sources (company, login, secret) values ('open', 'open', '"mine"') returning tenant_id;

-- even where it says that it restores a dump
set automation.restoring = on;
insert into crm.automation_channels (channel, provider, settings) values ('whatsapp', 'whatsapp', '{"phone_number_id": "1", "access_token": {"env": "AUTOMATION_OF_B"}}');
reset automation.restoring;
insert into crm.automation_channels (channel, provider, settings) values ('whatsapp', 'whatsapp', '{"phone_number_id": "1", "access_token": {"file": "of-b"}}');
insert into crm.automation_channels (channel, provider, settings) values ('whatsapp', 'whatsapp', '{"phone_number_id": "1", "access_token": "mine", "base_url": "http://127.0.0.1:1"}');
insert into crm.automation_channels (channel, provider, settings) values ('whatsapp', 'whatsapp', '{"phone_number_id": "1", "access_token": "mine"}') returning tenant_id;
insert into crm.automation_channels (channel, provider, settings) values ('email', 'smtp', '{"host": "mail.example.com", "from": "a@example.com"}');
insert into crm.automation_channels (channel, provider, settings) values ('email', 'smtp', '{"host": "mail.example.com", "from": "a@example.com", "public_only": true, "ca_file": "/etc/passwd"}');
insert into crm.automation_channels (channel, provider, settings) values ('email', 'smtp', '{"host": "mail.example.com", "from": "a@example.com", "public_only": true}') returning tenant_id;
update crm.automation_channels set settings = '{"url": "https://open.example.com/", "headers": {"Key": {"env": "AUTOMATION_OF_B"}}}' where channel = 'sms';
update crm.automation_booking_sources set secret = '{"env": "AUTOMATION_OF_B"}';
update crm.automation_booking_sources set base_url = 'http://127.0.0.1:1';
update crm.automation_booking_sources set secret = '"another"' returning secret;
reset role;
-- nor to send somewhere else
update crm.automation_channels set settings = '{"url": "https://open.example.com/", "headers": {"Key": {"env": "AUTOMATION_OF_A"}}}' where tenant_id = 'a' and channel = 'sms';
update crm.automation_booking_sources set secret = '{"env": "AUTOMATION_OF_A"}' where tenant_id = 'a';
set role regress_limited_a;
update crm.automation_channels set settings = settings || '{"url": "https://elsewhere.example.com/"}' where channel = 'sms';
update crm.automation_channels set rate_per_minute = 7, enabled = false where channel = 'sms' returning rate_per_minute;
update crm.automation_booking_sources set company = 'another';
update crm.automation_booking_sources set enabled = false returning enabled;
reset role;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
drop role regress_channels_a;
