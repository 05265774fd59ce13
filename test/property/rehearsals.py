#!/usr/bin/env python3
"""rehearsals.py PAIRS [SEED] — what automation_rehearse says of a sequence and a lead, against what then happens; started
by test/t/debug_rehearsal.pl.

A pair is a random sequence and a lead of its own. It is rehearsed and let in; the test clock goes from one due row of the
queue to the next, with every message leaving and every held one approved at once, and what the worker has done is compared
row by row: which step, what came of it, why, when, and the text. Some are rehearsed again on the way. Status 1 when one
differs, or when an outcome was never met.
"""
import json
import random
import sys
import time
from collections import Counter
from typing import NamedTuple

import psycopg2.extras

from agreement import ClockedServer
from moments import DAY, MINUTE, SECOND, from_datetime, parse, show, to_datetime
from random_sequences import SequenceGenerator

MOST = 20  # differences, after which it ends
PAIRS_OF_WAVE = 60
NEAR = 60 * SECOND  # the clock goes on while the worker is at work
LEAVES = {"goal", "exit", "exited", "opted_out", "booking_cancelled"}
WANTED = ("ran", "changed", "skipped conditions", "skipped too_late", "skipped no_date", "skipped missing_attributes.nick",
          "skipped no_recipient", "blocked opted_out", "left goal", "left exit", "left exited", "held", "put off", "again",
          "outside conditions", "outside goal")
SETTINGS = ({}, {"quiet_from": "20:00", "quiet_until": "09:30"}, {"daily_cap": 1, "timezone": "Europe/London"},
            {"send_window": json.dumps({"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "until": "17:00"}),
             "holidays": "{2026-04-03,2026-04-06}"})
REHEARSE = "select step, due_at, channel, body, would_run, reason from automation_rehearse(%s, %s, %s)"
TOLD = """
select a.details ->> 'step', a.created_at, m.channel, m.body, a.type, a.details ->> 'reason', m.origin, a.type = 'crm_updated'
  from activities a left join messages m on m.id = a.message_id and m.tenant_id = a.tenant_id
 where a.tenant_id = %s and a.lead_id = %s and a.type in
       ('automation_ran', 'crm_updated', 'automation_skipped', 'automation_blocked', 'automation_failed', 'sequence_ended') order by a.created_at, a.id"""
# As the dispatcher records it.
SEND = """
with sent as (update messages set status = 'sent', sent_at = %s where status = 'queued' returning tenant_id, lead_id, sent_at, flags),
  contacted as (update leads l set last_contacted = s.sent_at from sent s
                 where l.id = s.lead_id and l.tenant_id = s.tenant_id and not 'notice' = any (s.flags))
select count(*) from sent having count(*) > 0"""
NEXT = """
select (select min(run_at) from automation_queue where kind = 'run'),
       exists (select from messages where status in ('held', 'queued') and direction = 'outbound')"""
TYPES = {"automation_ran": "ran", "crm_updated": "ran", "automation_skipped": "not run", "automation_blocked": "not run",
         "automation_failed": "not run", "sequence_ended": "left"}


class Happened(NamedTuple):
    """A line of the story, as it was foretold or as it came."""
    step: str
    what: str  # ran, not run, left
    reason: str
    at: int
    channel: str
    body: str

    def __str__(self):
        return f"{show(self.at)} {self.step!r} {self.what} {self.reason or ''} {self.channel or ''} {self.body or ''!r:.60}"


class Pair(NamedTuple):
    tenant: str
    sequence: int
    lead: int
    booking: int
    config: dict


def foretold(row):
    step, due, channel, body, would_run, reason = row
    if reason in LEAVES and channel is None:
        return Happened(None, "left", reason, from_datetime(due), None, None)
    return Happened(step, "ran" if would_run else "not run", None if would_run else reason, from_datetime(due), channel, body)


def came(row):
    step, at, channel, body, kind, reason, origin, _ = row
    what = TYPES[kind]
    if what == "left":
        return Happened(None, what, reason, from_datetime(at), None, None)
    # A model is not there: what the rehearsal shows is what it would be told.
    text = body if origin == "template" else None
    return Happened(step, what, None if what == "ran" else reason, from_datetime(at), channel, text)


def differs(said, was):
    """Nothing where they are the same."""
    if (said.step, said.what, said.reason) != (was.step, was.what, was.reason):
        return "another outcome"
    if abs(said.at - was.at) > NEAR:
        return "another moment"
    if was.channel and said.channel != was.channel:
        return "another channel"
    return "another text" if was.body is not None and was.body != said.body else None


class Wave:
    """One database, a tenant for each kind of settings."""

    def __init__(self, server, chance, start, met, complain):
        self.server, self.chance, self.start, self.met, self.complain = server, chance, start, met, complain
        self.generator = SequenceGenerator(chance, start)
        self.asked = []  # pair, how much of its story was told before, what is foretold

    def run(self, name, pairs):
        self.server.use_new_database(name, self.start)
        self.server.rows("insert into automation_channels (channel, provider, settings, enabled) values "
                         "('sms', 'webhook', '{\"url\": \"http://127.0.0.1:9/\"}', false)")
        for number, settings in enumerate(SETTINGS):
            self._in(f"t{number}")
            columns = {"tenant_id": f"t{number}", **settings}
            self.server.rows(f"insert into automation_settings ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})",
                             list(columns.values()))
        made = [self._make(number) for number in range(1, pairs + 1)]
        for pair in made:
            self._rehearse(pair, 0)
            self.server.rows("select automation_enroll(%s, %s, %s)", [pair.sequence, pair.lead, pair.booking])
        self._play(made)
        for pair, before, said in self.asked:
            self._compare(pair, before, said)

    def _in(self, tenant):
        self.server.rows("select set_config('automation.tenant_id', %s, false)", [tenant])

    def _make(self, number):
        tenant = f"t{number % len(SETTINGS)}"
        self._in(tenant)
        config, sequence = self._create(number)
        lead = self.generator.lead(number)
        lead["attributes"] = psycopg2.extras.Json(lead["attributes"])
        self.server.rows("set automation.restoring = on")
        key = self.server.rows(f"insert into leads ({', '.join(lead)}) values ({', '.join(['%s'] * len(lead))}) returning id",
                               list(lead.values()))[0][0]
        booking = None
        if config["trigger"] == "booking_created":
            booking = self.server.rows("insert into bookings (lead_id, title, starts_at, ends_at, created_at) values (%s, 'Yoga', %s, %s, %s) "
                                       "returning id", [key, *self.generator.booking(), to_datetime(self.start - DAY)])[0][0]
        self.server.rows("reset automation.restoring")
        if lead["email"] and self.chance.random() < 0.1:
            self.server.rows("insert into automation_suppressions (channel, address, reason, cause) values ('email', %s, %s, 'provider') "
                             "on conflict do nothing",
                             [lead["email"], self.chance.choice(["opted_out", "undeliverable"])])
        return Pair(tenant, sequence, key, booking, config)

    def _create(self, number):
        """One whose steps can all be reached, and its id."""
        while True:
            config = self.generator.sequence(number)
            try:
                return config, self.server.rows("select (automation_create(%s) ->> 'id')::bigint", [json.dumps(config)])[0][0]
            except psycopg2.errors.InvalidParameterValue as error:
                if "unreachable" not in str(error):
                    raise

    def _rehearse(self, pair, before):
        self._in(pair.tenant)
        rows = self.server.rows(REHEARSE, [pair.sequence, pair.lead, pair.booking])
        if not before and len(rows) == 1 and rows[0][0] is None and rows[0][5] != "conditions":
            self.met[f"outside {rows[0][5]}"] += 1
            rows = []
        if not before and len(rows) == 1 and rows[0][0] is None and abs(from_datetime(rows[0][1]) - self.start) < 30 * MINUTE:
            self.met["outside conditions"] += 1
            rows = []
        if len(rows) == 1 and rows[0][5] == "finished":
            rows = []
        self.met["held"] += sum(row[5] == "held" for row in rows)
        self.asked.append((pair, before, [foretold(row) for row in rows]))

    # What happens

    def _play(self, pairs):
        end, again = self.start + 90 * DAY, list(pairs)
        self.chance.shuffle(again)
        for stop in range(20_000):
            self._settle()
            due, pending = self.server.rows(NEXT)[0]
            due = from_datetime(due)
            # The clock goes on: the worker may have done something just now.
            if pending or (due and due < self.server.clock() + SECOND):
                continue
            if due is None or due > end:
                return
            if stop % 6 == 5 and again:
                self._ask_again(again.pop())
            self.server.set_clock(due)
        raise RuntimeError("the queue is never empty")

    def _settle(self):
        """Everything that is due, and every message leaves."""
        while True:
            self.server.run_to_the_end(self.server.clock())
            held = self.server.rows("select tenant_id, id from messages where status = 'held'")
            for tenant, message in held:
                self._in(tenant)
                self.server.rows("select automation_approve(%s)", [message])
            self._in("")
            queued = self.server.rows(SEND, [to_datetime(self.server.clock())])
            if not held and not queued:
                return

    def _ask_again(self, pair):
        """One that is inside, and where it stands then."""
        inside = self.server.rows("select 1 from automation_enrollments where tenant_id = %s and lead_id = %s and entry is not null",
                                  [pair.tenant, pair.lead])
        if inside:
            self.met["again"] += 1
            self._rehearse(pair, len(self._story(pair)))

    def _story(self, pair):
        return [came(row) for row in self.server.rows(TOLD, [pair.tenant, pair.lead])]

    # Whether they agree

    def _compare(self, pair, before, said):
        was = self._story(pair)[before:]
        if was and was[-1].what == "left" and was[-1].reason == "finished":
            was.pop()
        found = next((f"{what} at {i + 1}" for i, (a, b) in enumerate(zip(said, was)) if (what := differs(a, b))), None)
        if found is None and len(said) != len(was):
            found = f"{len(said)} were foretold, {len(was)} came"
        if found:
            lines = [f"  foretold {line}" for line in said] + [f"  came     {line}" for line in was]
            self.complain(f"{pair.tenant} sequence {pair.sequence}, lead {pair.lead}, after {before}: {found}\n" + "\n".join(lines) +
                          f"\n  {json.dumps(pair.config)}")
        for i, line in enumerate(was):
            changes = line.what == "ran" and line.channel is None
            self.met["changed" if changes else "ran" if line.what == "ran" else f"{self._word(line)} {line.reason}"] += 1
            self.met["put off"] += i > 0 and line.what == "ran" and line.at - was[i - 1].at > MINUTE

    @staticmethod
    def _word(line):
        return "left" if line.what == "left" else "blocked" if line.reason == "opted_out" else "skipped"


def main():
    wanted = int(sys.argv[1])
    seed = sys.argv[2] if len(sys.argv) > 2 else str(random.SystemRandom().randrange(10**9))
    print(f"# seed {seed}", flush=True)
    server, met, differences, done, wave = ClockedServer(), Counter(), [], 0, 0

    def complain(what):
        differences.append(what)
        print("".join(f"# {line}\n" for line in what.split("\n")), end="", flush=True)

    # A rare outcome may need more than was asked for, within reason.
    while (done < wanted or (any(not met[what] for what in WANTED) and wave < 8)) and len(differences) <= MOST:
        began, chance = time.monotonic(), random.Random(f"{seed}/{wave}")
        start = parse("2026-03-24T00:00+00:00") + chance.randrange(96 * 60) * MINUTE + 23 * SECOND
        pairs = min(PAIRS_OF_WAVE, max(wanted - done, PAIRS_OF_WAVE // 2))
        Wave(server, chance, start, met, complain).run(f"rehearsal{wave}", pairs)
        print(f"# wave {wave}: {pairs} pairs, {time.monotonic() - began:.1f} s", flush=True)
        done, wave = done + pairs, wave + 1
    for what, count in sorted(met.items()):
        print(f"# {what}: {count}", flush=True)
    missing = [what for what in WANTED if not met[what]]
    print(f"{done} pairs, {len(differences)} differ; never met: {', '.join(missing) or 'none'}")
    sys.exit(1 if differences or missing else 0)


if __name__ == "__main__":
    main()
