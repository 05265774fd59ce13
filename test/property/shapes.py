"""Random DDL of the owner of the tables: each with the statements that do it and those that undo it.

`@` stands for the schema, so that a plain copy of the tables gets the same DDL.
"""

TYPES = [  # what a text column may become, and back
    ("@.mood", "({c}::text)::@.mood", "{c}::text"),
    ("varchar(6)", "left({c}::text, 6)", "{c}::text"),
    ("bigint", "length({c}::text)::bigint", "{c}::text"),
    ("integer", "length({c}::text)", "{c}::text"),
    ("bytea", "convert_to({c}::text, 'UTF8')", "convert_from({c}, 'UTF8')"),
    ("jsonb", "to_jsonb({c}::text)", "{c} #>> '{{}}'"),
    ("text[]", "array[{c}::text]", "{c}[1]"),
    ("@.pair", "row({c}::text, 1)::@.pair", "({c}).a"),
    ("date", "case when {c} is not null then date '2026-01-02' end", "{c}::text"),
    ("boolean", "{c} is not null", "{c}::text"),
    ("double precision", "length({c}::text)::double precision", "{c}::text"),
    ("@.short", "left({c}::text, 4)", "{c}::text"),
    ("name", "{c}::name", "{c}::text"),
    ('text collate "C"', "{c}::text", "{c}::text"),
    ("char(8)", "left({c}::text, 8)", "{c}::text"),
    ("uuid", "md5({c}::text)::uuid", "{c}::text"),
    ("interval", "case when {c} is not null then interval '1 day' end", "{c}::text"),
]
MOMENT_TYPES = [
    ("date", "{c}::date", "{c}::timestamptz"), ("timestamp", "{c}::timestamp", "{c}::timestamptz"),
    ("text", "{c}::text", "{c}::timestamptz"), ("bigint", "extract(epoch from {c})::bigint", "to_timestamp({c})"),
    ("jsonb", "to_jsonb({c})", "({c} #>> '{{}}')::timestamptz"), ("timestamptz(0)", "{c}", "{c}"),
]
NUMBER_TYPES = [("integer", "{c}::integer", "{c}::bigint"), ("numeric", "{c}::numeric", "{c}::bigint"),
                ("text", "{c}::text", "{c}::bigint")]
JSON_TYPES = [("json", "{c}::json", "{c}::jsonb"), ("text", "{c}::text", "{c}::jsonb"),
              ("bytea", "convert_to({c}::text, 'UTF8')", "convert_from({c}, 'UTF8')::jsonb")]

COLUMNS = {
    "leads": {"text": ["name", "email", "phone", "status", "source", "timezone", "language"],
              "moment": ["last_contacted", "silent_since", "last_inbound_at", "created_at", "updated_at", "status_since"],
              "jsonb": ["attributes", "external_ids"], "number": []},
    "bookings": {"text": ["title", "location", "status", "source"], "moment": ["starts_at", "ends_at"],
                 "jsonb": ["details"], "number": ["lead_id"]},
    "messages": {"text": ["channel", "recipient", "subject", "body", "status", "origin", "model"],
                 "moment": ["created_at", "sent_at"], "jsonb": [], "number": ["lead_id", "automation_id"]},
    "activities": {"text": ["type", "description"], "moment": ["created_at"], "jsonb": ["details"],
                   "number": ["lead_id", "message_id"]},
    "automation_queue": {"text": ["event", "last_error"], "moment": ["event_at", "run_at"], "jsonb": ["context"],
                         "number": ["lead_id", "automation_id"]},
    "automation_enrollments": {"text": [], "moment": ["anchor", "last_run_at"], "jsonb": [], "number": ["lead_id"]},
    "automations": {"text": ["name", "channel", "message_template", "subject_template"], "moment": ["last_triggered"],
                    "jsonb": ["conditions", "actions"], "number": ["times_triggered"]},
}
DEFAULTS = {"leads.status": "'new'", "leads.attributes": "'{}'", "leads.external_ids": "'{}'", "leads.created_at": "now()",
            "leads.updated_at": "now()", "bookings.status": "'booked'", "bookings.details": "'{}'",
            "bookings.source": "'manual'", "messages.created_at": "now()", "activities.details": "'{}'",
            "activities.created_at": "now()", "automations.conditions": "'{}'", "automations.actions": "'{}'"}
BASE = {"text": "text", "moment": "timestamptz", "jsonb": "jsonb", "number": "bigint"}
NULLABLE = {f"leads.{c}" for c in COLUMNS["leads"]["text"] + COLUMNS["leads"]["moment"] if c not in ("created_at", "updated_at")} | {
    "bookings.title", "bookings.location", "bookings.starts_at", "bookings.ends_at", "messages.recipient", "messages.subject",
    "messages.model", "messages.sent_at", "automation_queue.last_error", "automations.last_triggered"}
CHOICES = {"text": TYPES, "moment": MOMENT_TYPES, "jsonb": JSON_TYPES, "number": NUMBER_TYPES}


class Shape:
    """One change, and how it is undone."""

    def __init__(self, do, undo, only_ours=False):
        self.do, self.undo, self.only_ours = do, undo, only_ours


def retype(chance, table, kind, column):
    to, there, back = chance.choice(CHOICES[kind])
    name = f"@.{table}"
    default = DEFAULTS.get(f"{table}.{column}")
    drop = [f"alter table {name} alter column {column} drop default"] if default else []
    put = [f"alter table {name} alter column {column} set default {default}"] if default else []
    views = ("do $$ declare v name; begin for v in select relname from pg_class where relnamespace = '@'::regnamespace "
             "and relkind = 'v' loop execute format('drop view if exists @.%I cascade', v); end loop; end $$")
    if chance.random() < 0.7:
        drop.append(views)
    return Shape(drop + [f"alter table {name} alter column {column} type {to} using {there.format(c=column)}"],
                 [f"alter table {name} alter column {column} type {BASE[kind]} using {back.format(c=column)}"] + put)


def recreate(chance, table, partitioned):
    """The table made anew in another order of columns, perhaps partitioned; the old one is kept for undoing."""
    names = "string_agg(quote_ident(attname), ', ' order by attnum {})"
    order = chance.choice(["desc", "asc"])
    how = "partition by hash (tenant_id)" if partitioned else ""
    part = f"execute format('create table %s.{table}_p0 partition of %s.{table} for values with (modulus 1, remainder 0)', s, s);"
    return Shape([f"""do $$ declare s text := '@'; c text; begin
        select string_agg(format('%I %s %s', attname, format_type(atttypid, atttypmod), case when attidentity <> ''
                 then '{"" if partitioned else "generated by default as identity (start with 900000)"}' when attnotnull then 'not null' else '' end), ', ' order by attnum {order})
          into c from pg_attribute where attrelid = format('%s.{table}', s)::regclass and attnum > 0 and not attisdropped;
        execute format('alter table %s.{table} rename to {table}_kept', s);
        execute format('create table %s.{table} (%s) {how}', s, c);
        {part if partitioned else ""} end $$"""],
                 [f"drop table @.{table} cascade", f"alter table @.{table}_kept rename to {table}"])


def replaced(chance, table):
    """A view of the old table, or a foreign table that nobody answers for, under its name."""
    if chance.random() < 0.5:
        return Shape([f"alter table @.{table} rename to {table}_kept", f"create view @.{table} as select * from @.{table}_kept"],
                     [f"drop view if exists @.{table} cascade", f"alter table @.{table}_kept rename to {table}"])
    return Shape([f"""do $$ declare c text; begin
        select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' order by attnum)
          into c from pg_attribute where attrelid = '@.{table}'::regclass and attnum > 0 and not attisdropped;
        alter table @.{table} rename to {table}_kept;
        execute format('create foreign table @.{table} (%s) server nowhere', c); end $$"""],
                 [f"drop foreign table @.{table} cascade", f"alter table @.{table}_kept rename to {table}"])


def random_shape(chance):
    table = chance.choice(["leads"] * 5 + ["messages"] * 2 + list(COLUMNS))
    kind = chance.choice([kind for kind, names in COLUMNS[table].items() if names])
    column = chance.choice(COLUMNS[table][kind])
    name = f"@.{table}"
    what = chance.randrange(25)
    if what < 9:
        return retype(chance, table, kind, column)
    if what == 9:
        return Shape([f"alter table {name} rename column {column} to {column}_x"],
                     [f"alter table {name} rename column {column}_x to {column}"])
    if what == 10 and f"{table}.{column}" in NULLABLE:
        default = DEFAULTS.get(f"{table}.{column}")
        return Shape([f"alter table {name} drop column {column} cascade"],
                     [f"alter table {name} add column {column} {BASE[kind]}" + (f" default {default}" if default else "")])
    if what == 11:
        return Shape([f"alter table {name} add column extra integer not null default 7"], [f"alter table {name} drop column extra"])
    if what == 12:
        return Shape([f"alter table {name} rename to {table}_x"], [f"alter table {name}_x rename to {table}"])
    if what == 13:
        return Shape([f"alter table {name} set schema @_elsewhere"], [f"alter table @_elsewhere.{table} set schema @"])
    if what == 14:
        return Shape([f"alter table {name} owner to shape_next"], [f"alter table {name} owner to shape_owner"])
    if what == 15:
        return Shape([f"alter table {name} enable row level security"], [f"alter table {name} disable row level security"])
    if what == 16:
        return Shape([f"alter table {name} enable row level security", f"alter table {name} force row level security",
                      f"create policy all_of_it on {name} using (true) with check (true)"],
                     [f"drop policy all_of_it on {name}", f"alter table {name} no force row level security",
                      f"alter table {name} disable row level security"])
    if what == 17:
        when = chance.choice(["before insert", "after update", "after insert", "before update"])
        return Shape([f"create trigger users_own {when} on {name} for each row execute function @.users_own()"],
                     [f"drop trigger users_own on {name}"])
    if what == 18:
        return Shape([f"alter table {name} add constraint of_theirs check ({column} is distinct from null or true) not valid"],
                     [f"alter table {name} drop constraint of_theirs"])
    if what == 19 and table == "leads" and kind == "text":
        return Shape([f"alter table {name} alter column {column} set not null"], [f"alter table {name} alter column {column} drop not null"])
    if what == 20:
        return Shape([f"alter table {name} alter column id drop identity"],
                     [f"alter table {name} alter column id add generated by default as identity (start with {chance.randrange(10**6, 10**12)})"])
    if what == 21 and table in ("leads", "messages", "bookings"):
        return recreate(chance, table, chance.random() < 0.5)
    if what == 22:
        return Shape(["drop view @.automation_stats cascade", "create view @.automation_stats as select 1 as one"],
                     ["drop view if exists @.automation_stats"], only_ours=True)
    if what == 23 and kind == "text" and f"{table}.{column}" in NULLABLE:
        return Shape([f"alter table {name} drop column {column} cascade",
                      f"alter table {name} add column {column} text generated always as ('made') stored"],
                     [f"alter table {name} drop column {column} cascade", f"alter table {name} add column {column} text" +
                      (f" default {DEFAULTS[of]}" if (of := f"{table}.{column}") in DEFAULTS else "")])
    if what == 24:
        return replaced(chance, table)
    return retype(chance, table, kind, column)
