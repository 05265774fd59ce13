-- A morning at the studio.
insert into leads (name, email, phone, source, timezone, language) values
    ('Maria Schneider', 'maria.schneider@example.com', '+4915100000101', 'Website', 'Europe/Berlin', 'de'),
    ('James O''Connor', 'james.oconnor@example.ie', '+353850000102', 'Website', 'Europe/Dublin', 'en'),
    ('Aiko Tanaka', 'aiko.tanaka@example.jp', null, 'Instagram', null, 'ja'),
    (null, 'info@example.org', null, 'Trade fair', null, null);

-- He asked not to be written to.
insert into leads (name, email, phone, source, opted_out) values
    ('Tom Becker', 'tom.becker@example.com', '+4915100000105', 'Website', '{all}');

-- Her data may not go to a model.
insert into leads (name, email, source, ai_allowed) values
    ('Zoë Laurent', 'zoe.laurent@example.fr', 'Recommendation', false);

insert into leads (name, email, source, attributes) values
    ('Nadia Haddad', 'nadia.haddad@example.com', 'Newsletter', '{"tier": "gold"}'),
    ('Liam Murphy', 'liam.murphy@example.com', 'Walk-in', '{}');

-- Aiko books a class, Liam becomes a member.
insert into bookings (lead_id, title, starts_at, ends_at, location)
select l.id, 'Sunrise Vinyasa', t.dawn at time zone 'Europe/Berlin',
       (t.dawn + interval '1 hour') at time zone 'Europe/Berlin', 'Boathouse'
from leads l, (select date_trunc('day', now() at time zone 'Europe/Berlin') + interval '2 days 7 hours' as dawn) t
where l.name = 'Aiko Tanaka';

update leads set status = 'member' where name = 'Liam Murphy';
