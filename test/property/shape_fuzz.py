#!/usr/bin/env python3
"""shape_fuzz.py COUNT SECONDS [SEED] — random DDL by the owner of the tables, who is no superuser, between the writes of
an application, runs, and calls of every function; started by test/t/shape_fuzz.pl.

No process ends by a signal; no write fails that does not fail on plain copies of the tables with the same DDL; a message
holds only what a row held; and once the DDL is undone a new lead gets its message. A history that breaks one of these is
printed with its seed and statements. Status 1 when one did.
"""
import os
import random
import re
import sys
import time

import psycopg2

from shapes import random_shape

WORDS = ["Zqann", "Zqbea", "Zqcy", "Zqdee", "Zqfair", "Zqweb", "1", "22", "2026-01-02", "true"]
TABLES = ["leads", "bookings", "messages", "activities", "automation_queue", "automation_enrollments", "automations"]
ROLES = "create role shape_owner; create role shape_next; create role shape_app login; grant shape_next to shape_owner"
SET_UP = """
create schema crm; create schema plain; create schema crm_elsewhere; create schema plain_elsewhere; create extension automation schema crm;
grant usage, create on schema crm_elsewhere, plain_elsewhere to shape_owner, shape_next;
create foreign data wrapper nobody; create server nowhere foreign data wrapper nobody; grant usage on foreign server nowhere to shape_owner;
grant usage on schema crm, plain, crm_elsewhere, plain_elsewhere to shape_app; grant usage, create on schema crm, plain to shape_next;
do $$ declare t regclass; begin
  for t in select oid from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v') loop
    execute format('alter table %s owner to shape_owner', t); end loop;
end $$;
alter schema crm owner to shape_owner; alter schema plain owner to shape_owner;
"""
COPY = "set role shape_owner; create table plain.{0} (like crm.{0} including all); reset role;"
TYPES = """
set role shape_owner;
create type {0}.mood as enum ({1}); create type {0}.pair as (a text, b integer); create domain {0}.short as varchar(4);
create function {0}.users_own() returns trigger language plpgsql as 'begin return new; end';
reset role;
grant select, insert, update, delete on all tables in schema {0} to shape_app;
grant usage on all sequences in schema {0} to shape_app;
alter default privileges for role shape_owner in schema {0} grant select, insert, update, delete on tables to shape_app;
alter default privileges for role shape_owner in schema {0} grant usage on sequences to shape_app;
"""
RULES = """
insert into crm.automations (name, type, trigger, conditions, message_template, delay_days) values
 ('all', 'lead_followup', 'new_lead', '{}', 'new «{lead_name|none}»«{lead_source|none}»«{lead_status|none}»«{lead_phone|none}»', 0),
 ('web', 'lead_followup', 'new_lead', '{"source":["Zqweb","Zqfair"],"lead_status":"new"}', 'web «{lead_name|none}»«{lead_source|none}»', 0),
 ('changed', 'lead_followup', 'lead_status_changed', '{}', 'changed «{lead_name|none}»«{lead_status|none}»', 0),
 ('answer', 'lead_followup', 'message_received', '{}', 'answer «{lead_name|none}»«{lead_source|none}»', 0),
 ('booked', 'confirmation', 'booking_created', '{}', 'booked «{lead_name|none}»«{booking_title|none}»', 0),
 ('silent', 'lead_followup', 'no_contact_days', '{}', 'silent «{lead_name|none}»', 3);
"""
FUNCTIONS = """
select p.oid::regprocedure::text, p.oid::regproc::text, p.prokind, array(select format_type(t, null) from unnest(p.proargtypes) t)
  from pg_proc p join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
 where p.pronamespace = 'crm'::regnamespace and p.prorettype <> 'trigger'::regtype order by 1
"""


WITH_WORKER = 8  # one history of so many has the worker at work; the others call automation_run()


class History:
    def __init__(self, fuzz, seed, worker):
        self.fuzz, self.chance, self.worker = fuzz, random.Random(seed), worker
        self.said, self.wrong, self.undo = [], [], []

    def run(self, sql, role=None, quiet=False):
        """An error, or None."""
        if not quiet:
            self.said.append(f"{role or 'superuser'}: {' '.join(sql.split())}")
        return self.fuzz.run(sql, role)

    def ddl(self):
        shape = random_shape(self.chance)
        done = "; ".join(shape.do)
        if error := self.run(done.replace("@", "crm"), "shape_owner"):
            self.said[-1] += f"   -- refused: {error.splitlines()[0]}"
            self.fuzz.refused += 1
            return
        if not shape.only_ours and (error := self.run(done.replace("@", "plain"), "shape_owner", quiet=True)):
            if self.run("; ".join(shape.undo).replace("@", "crm"), "shape_owner"):
                self.fuzz.broken = f"cannot undo {done}: {error}"
            return
        self.undo.append(shape)
        self.fuzz.changes += 1

    def write(self):
        word = self.chance.choice(WORDS)
        other = self.chance.choice(WORDS)
        number = self.fuzz.next_id()
        statement = self.chance.choice([
            f"insert into @.leads (id, name, source) values ({number}, '{word}', '{other}')",
            f"insert into @.leads (id, name, source, phone) select {number} * 100 + i, '{word}', '{other}', '{word}' from generate_series(1, 3) i",
            f"update @.leads set status = '{word}' where id % 7 = {number % 7}",
            f"update @.leads set last_contacted = now(), source = '{other}' where id % 5 = {number % 5}",
            f"update @.leads set opted_out = '{{sms}}', timezone = 'Europe/Berlin' where id % 5 = {number % 5}",
            f"insert into @.messages (id, lead_id, direction, body) select {number} + 1000000, min(id), 'inbound', '{word}' from @.leads",
            f"insert into @.messages (id, lead_id, body, subject) select {number} + 1000000, min(id), '{word}', '{other}' from @.leads",
            f"insert into @.bookings (id, lead_id, title, starts_at) select {number}, min(id), '{word}', now() + interval '1 day' from @.leads",
            f"update @.bookings set status = 'cancelled', title = '{other}' where id % 3 = {number % 3}",
            f"delete from @.leads where id % 11 = {number % 11}",
        ])
        plain = self.fuzz.run(statement.replace("@", "plain"), "shape_app")
        ours = self.run(statement.replace("@", "crm"), "shape_app")
        self.fuzz.learn()
        if ours and not plain:
            self.wrong.append(f"a write fails only with the extension: {ours}: {self.said[-1]}")

    def call(self):
        signature, name, kind, types = self.chance.choice(self.fuzz.functions)
        values = [self.argument(one) for one in types]
        if kind == "p":
            return
        error = self.run(f"begin; select * from {name}({', '.join(values)}); rollback", self.chance.choice([None, "shape_owner"]))
        self.fuzz.note_internal(error, signature)

    def argument(self, kind):
        ids = ["null", "1", "2", "3", str(self.fuzz.number)]
        return {"bigint": self.chance.choice(ids) + "::bigint", "integer": self.chance.choice(["null", "1", "20"]) + "::integer",
                "boolean": self.chance.choice(["null", "true", "false"]) + "::boolean",
                "jsonb": self.chance.choice(["'{}'", "'[]'", "'{\"name\":\"Zqann\"}'", "null"]) + "::jsonb",
                "text": self.chance.choice(["'new_lead'", "'email'", "'Zqann'", "''", "null"]) + "::text",
                "timestamp with time zone": "now()"}.get(kind, f"null::{kind}")

    def work(self):
        if not self.worker:
            self.run("call crm.automation_run()")
        self.look_at_messages()

    def look_at_messages(self):
        for (body,) in self.fuzz.rows("select body::text from crm.messages where body::text ~ '^(new|web|changed|answer|booked|silent) «'") or []:
            for part in re.findall("«([^»]*)»", body):
                if part not in self.fuzz.known:
                    self.wrong.append(f"a message holds what no row held: {body!r}")
                    self.fuzz.known.add(part)

    def restore(self):
        for shape in reversed(self.undo):
            for sql in shape.undo:
                if error := self.run(sql.replace("@", "crm"), "shape_owner", quiet=True):
                    self.fuzz.broken = f"cannot undo: {sql}: {error}"
                if not shape.only_ours:
                    self.fuzz.run(sql.replace("@", "plain"), "shape_owner")
        return self.run("select crm.automation_install()", quiet=True)

    def runs_done(self, number):
        """The messages of a lead and an error; with the worker, what it has made of it within twenty seconds."""
        error = None if self.worker else self.run("call crm.automation_run()")
        deadline = time.monotonic() + (20 if self.worker else 0)
        while True:
            messages = self.fuzz.rows(f"select count(*) from crm.messages where lead_id = {number}")
            count = messages[0][0] if messages else None
            if count == 2 or time.monotonic() > deadline:
                return count, error
            time.sleep(0.05)

    def play(self):
        if self.worker:
            self.run("select crm.automation_start()", quiet=True)
        self.change_and_use()
        if self.worker and not self.fuzz.died and not self.fuzz.broken:
            self.run("select crm.automation_stop()", quiet=True)

    def change_and_use(self):
        for _ in range(self.chance.randint(4, 9)):
            self.chance.choices([self.ddl, self.write, self.work, self.call], [4, 5, 1, 3])[0]()
            if self.fuzz.died or self.fuzz.broken:
                return
        self.work()
        error = self.restore()
        if self.fuzz.broken:
            return
        if error:
            self.wrong.append(f"the DDL was undone, but automation_install() fails: {' '.join(error.split())}")
            return
        number = self.fuzz.next_id()
        self.run(f"insert into crm.leads (id, name, source) values ({number}, 'Zqend', 'Zqweb')", "shape_app")
        self.fuzz.known.add("Zqend")
        messages, error = self.runs_done(number)
        if messages != 2:
            self.wrong.append(f"after the DDL was undone a new lead has {messages} messages of two ({error})")
            self.wrong += self.fuzz.traces(number)


class Fuzz:
    def __init__(self):
        self.sessions, self.known = {}, {"", "none", "new"} | set(WORDS)  # new: the default of leads.status
        self.number, self.database, self.died, self.broken, self.internal = 1000, None, False, None, {}
        self.refused = self.changes = 0
        self.log = os.path.getsize(os.environ["SERVER_LOG"])

    def next_id(self):
        self.number += 1
        return self.number

    def fresh(self):
        """A new database: at the start, and where a history could not be undone."""
        self.close()
        self.broken, self.died = None, False
        self.database = "postgres"
        name = f"shapes_{self.next_id()}"
        self.run(f"create database {name}")
        if self.run("select 'shape_app'::regrole"):
            self.must(ROLES)
        self.close()
        self.database = name
        self.must(SET_UP)
        for table in TABLES:
            self.must(COPY.format(table))
        for schema in ("plain", "crm"):
            self.must(TYPES.format(schema, ", ".join(f"'{word}'" for word in WORDS + ["new"])))
        self.must(RULES)
        self.functions = self.rows(FUNCTIONS)
        self.learn()

    def must(self, sql):
        if error := self.run(sql):
            raise RuntimeError(f"{sql}: {error}")

    def close(self):
        for session in self.sessions.values():
            session.close()
        self.sessions = {}

    def cursor(self, role):
        if role not in self.sessions:
            session = psycopg2.connect(dbname=self.database, options="-c lock_timeout=5s -c statement_timeout=10s -c client_min_messages=error")
            session.autocommit = True
            self.sessions[role] = session
            if role:
                with session.cursor() as cursor:
                    cursor.execute(f"set session authorization {role}")
        return self.sessions[role].cursor()

    def run(self, sql, role=None):
        try:
            with self.cursor(role) as cursor:
                cursor.execute(sql)
                return None
        except psycopg2.Error as error:
            text = f"{error.pgcode}: {error}".strip()
            if error.pgcode is None and isinstance(error, psycopg2.OperationalError):
                self.lost()
            elif "rollback" in sql:
                self.run("rollback", role)
            return text

    def rows(self, sql):
        try:
            with self.cursor(None) as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        except psycopg2.OperationalError as error:
            if error.pgcode is None:
                self.lost()
        except psycopg2.Error:
            pass
        return None

    def traces(self, lead):
        """What is left of the lead that has no message, for who looks for the cause."""
        return [f"{what}: {self.rows(sql)}" for what, sql in (
            ("queued", f"select event, run_at, attempts, last_error from crm.automation_queue where lead_id = {lead}"),
            ("activities", f"select type, description, details from crm.activities where lead_id = {lead}"),
            ("automations", "select name, enabled from crm.automations order by 1"),
            ("status", "select state, paused_reason, last_error from crm.automation_status()"))]

    def lost(self):
        """A session ended: the server may have restarted."""
        self.died = True
        self.sessions = {}
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                psycopg2.connect(dbname="postgres").close()
                return
            except psycopg2.OperationalError:
                time.sleep(0.1)

    def learn(self):
        """What rows hold now, as text."""
        for relation, column in (("leads", "name"), ("leads", "source"), ("leads", "status"), ("leads", "phone"), ("bookings", "title")):
            for (value,) in self.rows(f"select distinct ({column})::text from crm.{relation}") or []:
                if value is not None:
                    self.known |= {value, value.strip()}
                    self.known.add(value.split(" ")[0])

    def note_internal(self, error, where):
        if error and error.startswith("XX"):
            self.internal.setdefault(f"{where}: {error.splitlines()[0]}", 0)

    def signals(self):
        with open(os.environ["SERVER_LOG"], encoding="utf-8", errors="replace") as log:
            log.seek(self.log)
            text = log.read()
            self.log = log.tell()
        return [line for line in text.splitlines() if re.search(r"terminated by signal|PANIC|TRAP|AddressSanitizer|runtime error", line)]


def main():
    count, seconds = int(sys.argv[1]), float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    print(f"# seed {seed}")
    fuzz, began, played, wrong, broken = Fuzz(), time.monotonic(), 0, 0, 0
    fuzz.fresh()
    while played < count and time.monotonic() < began + seconds:
        history = History(fuzz, f"{seed}/{played}", played % WITH_WORKER == WITH_WORKER - 1)
        history.play()
        history.wrong += [f"a process died: {line}" for line in fuzz.signals()]
        if history.wrong:
            wrong += 1
            print(f"# history {seed}/{played}:")
            for line in history.said:
                print(f"#   {line}")
            for line in history.wrong:
                print(f"#   WRONG: {line}")
        if fuzz.broken:
            broken += 1
            print(f"# history {seed}/{played} starts a new database: {fuzz.broken}"[:400])
        played += 1
        if history.wrong or fuzz.broken or fuzz.died:
            fuzz.fresh()
    for line in fuzz.internal:
        print(f"# internal error: {line}")
    print(f"{played} histories, {wrong} wrong, {broken} that PostgreSQL does not let undo")
    print(f"# {fuzz.changes} changes of shape, {fuzz.refused} refused by PostgreSQL")
    sys.exit(1 if wrong else 0)


main()
