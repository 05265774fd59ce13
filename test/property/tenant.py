"""One history while it is played: the same steps for the reference and for the database, and how they differ."""
from collections import Counter

import psycopg2

from addresses import comparable
from model import TIMED, Declined, Outcome
from moments import MINUTE, SECOND, show
from reference import World
from statements import Writer

ROUND = SECOND // 10  # how far apart the rounds of a stop are for the reference
TOLERANCE = 9 * SECOND  # by how much the database's clock may have gone on while a step was made


class Tenant:
    """`spread(automation_id, lead_id)` asks the database."""

    def __init__(self, name, history, spread, arm=None):
        self.name, self.history = name, history
        self.writer = Writer(name)
        ids = self.writer.ids
        self.world = World(lambda lead, rule: spread(ids[lead], ids[rule]),
                           lambda entry, split: arm(split, name, *(ids.get(key) for key in entry.subject())))
        self.session = None  # of the transaction that is held open
        self.done = []  # the steps that were made, for people to read
        self.differences = []
        self.entered = False  # somebody has been inside a sequence
        self.ended = None  # why it takes no more steps: different, or unclear

    def move_to(self, moment, round=0):
        """The clock was set to that moment, and so many rounds were made since."""
        self.world.step_began = moment
        self.world.now = self.writer.now = moment + round * ROUND

    def act(self, number, round, server, ends):
        """The history's step there; nothing where it has none or the reference declines it. Where transactions end, they
        end."""
        name, arguments = self.history.get((number, round), (None, None))
        if ends and self.session and name not in ("commit", "roll_back"):
            name, arguments = "roll_back", {}
        if name is None:
            return
        try:
            self.world.do(name, arguments)
        except Declined:
            return
        self.done.append((number, self.world.now, name, arguments))
        try:
            self._write(name, arguments, server)
        except psycopg2.Error as error:
            self.end("different", [f"the database refuses {name}: {str(error).strip()}"])

    def _write(self, name, arguments, server):
        if name == "hold":
            self.session = server.connect()
            self.session.autocommit = False
            with self.session.cursor() as cursor:
                for step, its_arguments in arguments["steps"]:
                    self.writer.do(cursor, step, its_arguments)
        elif name in ("commit", "roll_back"):
            self.session.commit() if name == "commit" else self.session.rollback()
            self.close()
        else:
            with server.session.cursor() as cursor:
                self.writer.do(cursor, name, arguments)

    def lose_transaction(self):
        """The server has been restarted."""
        self.close()
        if self.world.held is not None:
            self.world.roll_back()

    def close(self):
        if self.session is not None:
            self.session.close()
            self.session = None

    def end(self, why, differences=()):
        self.ended = self.ended or why
        self.differences += differences
        self.close()

    # What the database shows, in the words of the history

    def compare(self, seen):
        """Compares what became of everybody since the last time; the reference is settled."""
        expected, self.world.outcomes = Counter(self.world.outcomes), []
        if self.world.unclear:
            self.end("unclear")
            return
        names = {(key[0], number): key for key, number in self.writer.ids.items()}
        found = Counter(self._outcome(row, names) for row in seen.activities)
        differences = [f"expected but not found: {outcome}" for outcome in (expected - found).elements()]
        differences += [f"found but not expected: {outcome}" for outcome in (found - expected).elements()]
        differences += self._compare_waiting([row for row in seen.waiting if row.event != "step"], names)
        differences += self._compare_inside(seen, names)
        differences += self._compare_leads(seen.leads, names)
        differences += self._compare_refusals(seen.refusals)
        if differences:
            self.end("different", differences)

    def _outcome(self, row, names):
        ran = row.type in ("automation_ran", "crm_updated")
        outcome = "ran" if ran else f"{row.type.removeprefix('automation_')} {row.reason}"
        outcome += f" at {row.step}" if row.step and row.type != "sequence_ended" else ""
        return Outcome(*self._subject(row, names), row.event, outcome, row.at)

    @staticmethod
    def _subject(row, names):
        return names.get(("R", row.automation)), names.get(("L", row.lead)), names.get(("B", row.booking))

    def _compare_waiting(self, rows, names):
        """Runs for events wait in the database as in the reference. Of timed triggers it may hold more: what is near."""
        world = self.world
        expected = {}
        for run in world.runs:
            if run.lead in world.leads:
                expected.setdefault((*run.subject(), run.trigger), []).append(run.run_at)
        for row in sorted(rows, key=lambda row: row.run_at):
            key = (*self._subject(row, names), row.event)
            match = next((at for at in expected.get(key, []) if abs(at - row.run_at) < TOLERANCE), None)
            if match is not None:
                expected[key].remove(match)
            elif key[1] in world.leads and (row.event not in TIMED or self._is_stuck(key, row)):
                yield f"found but not expected: {key[0]} ({row.event}) waits for {key[1]}/{key[2]} until {show(row.run_at)}"
        for (rule, lead, booking, trigger), moments in expected.items():
            for at in moments:
                yield f"expected but not found: {rule} ({trigger}) waits for {lead}/{booking} until {show(at)}"

    def _compare_inside(self, seen, names):
        """Who is inside a sequence, and at which step; for each of them one row waits."""
        world = self.world
        self.entered = self.entered or bool(world.entries)
        expected = {entry.subject(): (entry.step or "", entry.arms) for entry in world.entries}
        found = {self._subject(row, names): (row.step, row.arms or {}) for row in seen.inside
                 if names.get(("L", row.lead)) in world.leads}
        for key in sorted(expected.keys() | found.keys(), key=str):
            if expected.get(key) != found.get(key):
                yield f"{key} is expected at {expected.get(key)}, found at {found.get(key)}"
        waiting = Counter(self._subject(row, names) for row in seen.waiting if row.event == "step")
        for key in found:
            if waiting[key] != 1:
                yield f"{waiting[key]} rows wait for {key} in the sequence"

    def _is_stuck(self, key, row):
        rule = self.world.rules.get(key[0])
        held = {key[1], key[2]} & self.world.locked or key[0] in self.world.held_rules
        return rule is not None and rule.enabled and row.run_at < self.world.now - MINUTE and not held

    def _compare_leads(self, rows, names):
        for row in rows:
            lead = self.world.leads.get(names.get(("L", row.lead)))
            if lead is None:
                continue
            if set(row.opted_out or ()) != set(lead.opted_out):
                yield f"{lead.key}.opted_out is expected to be {lead.opted_out}, found {row.opted_out}"
            for what, expected, found in (("last_contacted", lead.last_contacted, row.last_contacted),
                                          ("silent_since", lead.silent_since, row.silent_since),
                                          ("last_inbound_at", lead.last_inbound, row.last_inbound)):
                if (expected is None) != (found is None) or expected is not None and abs(expected - found) > TOLERANCE:
                    yield f"{lead.key}.{what} is expected at {show(expected)}, found at {show(found)}"

    def _compare_refusals(self, rows):
        expected = {(row.channel, comparable(row.address), row.cause) for row in self.world.refusals.values()}
        found = {tuple(row) for row in rows}
        for what, those in (("expected but not found", expected - found), ("found but not expected", found - expected)):
            for row in sorted(those):
                yield f"{what}: the refusal {row}"
