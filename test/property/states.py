"""Random states for the agreement test: the steps of the histories, and what the reference does not know of."""
import json

import psycopg2

from generate import Generator
from moments import DAY, HOUR, SECOND
from rules import random_silences
from statements import RULE_COLUMNS, Writer

# What a step may meet in a state that it was not made for: its row is gone, or it is refused.
REFUSED = (psycopg2.errors.IntegrityError, psycopg2.errors.InvalidParameterValue, psycopg2.errors.ObjectNotInPrerequisiteState)


class StateGenerator(Generator):
    """Steps for one tenant, one at a time. What it remembers of rows may be gone."""

    def __init__(self, random):
        self.random = random
        self.leads, self.bookings, self.rules = [], {}, []
        self.silences = random_silences(random)
        self.count = 0
        self.now = None

    def beginning(self):
        steps = [self.add_rule() for _ in range(5)] + [self.insert_lead() for _ in range(4)]
        return steps + [self.set_settings(), self.set_channel(), self.import_lead(), self.book(), self.book(),
                        self.import_booking()]

    def step(self):
        return self.one_of(self.steps)

    def add_rule(self, timed=True):
        step = super().add_rule(timed)
        if step and step[1]["type"] != "crm_update" and self.random.random() < 0.25:
            step[1]["review"] = "always"
        return step

    def import_lead(self):
        step = self.insert_lead()
        return step and ("import_lead", step[1])

    def import_booking(self):
        step = self.book()
        return step and ("import_booking", step[1])

    def set_settings(self):
        name, settings = super().set_settings()
        return (name, {**settings, "quiet": settings["quiet"] or (20 * 60, 9 * 60)})

    def hand_over(self):
        lead = self.any_of(self.leads)
        return lead and self.on_booking("hand_over", lead=lead)

    def merge(self):
        keep, drop = self.any_of(self.leads), self.any_of(self.leads)
        return ("merge", {"keep": keep, "drop": drop}) if keep != drop else None

    def set_channel(self):
        how = self.random.choice(["paused", "paused", "disabled", "gone"])
        return ("set_channel", {"channel": self.random.choice(["email", "email", "sms"]), "how": how})

    def trigger(self):
        return self.on_lead("trigger", trigger=self.random.choice(["new_lead", "lead_status_changed", "lead_changed", "message_received"]))

    def decide_held(self):
        return ("decide_held", {"approve": self.random.random() < 0.5})

    def cancel_runs(self):
        return self.on_lead("cancel_runs")

    # Events more often than in the histories: what waits is what can be compared.
    steps = Generator.by_itself + [
        (Generator.receive, 8), (Generator.set_status, 10), (Generator.set_booking_status, 5), (Generator.book, 6),
        (import_lead, 3), (import_booking, 4), (hand_over, 4), (merge, 1), (set_channel, 2), (trigger, 3), (decide_held, 2), (cancel_runs, 0.5)]


class StateWriter(Writer):
    """Remembers what kinds of rows it has made; leads and bookings by their ids."""

    def __init__(self, tenant):
        super().__init__(tenant)
        self.made, self.merged = [], set()
        self.imported, self.moved, self.handed_over, self.imported_leads = set(), set(), set(), set()

    def make(self, cursor, step):
        """Makes the step, if it can be made."""
        name, arguments = step
        try:
            self.do(cursor, name, arguments)
        except (KeyError, *REFUSED):
            return
        self.made.append((self.now, step))

    def add_rule(self, cursor, rule, review="flagged", **columns):
        super().add_rule(cursor, rule, **columns)
        if review != "flagged":
            self._update(cursor, rule, "automations", review=review)

    def _restoring(self, cursor, make, **arguments):
        cursor.execute("set automation.restoring = on")
        try:
            make(cursor, **arguments)
        finally:
            cursor.execute("reset automation.restoring")

    def import_lead(self, cursor, lead, **arguments):
        self._restoring(cursor, self.insert_lead, lead=lead, **arguments)
        self.imported_leads.add(self.ids[lead])

    def import_booking(self, cursor, booking, **arguments):
        self._restoring(cursor, self.book, booking=booking, **arguments)
        self.imported.add(self.ids[booking])

    def move(self, cursor, booking, starts, ends):
        super().move(cursor, booking, starts, ends)
        self.moved.add(self.ids[booking])

    def hand_over(self, cursor, booking, lead):
        self._update(cursor, booking, "bookings", lead_id=self.ids[lead])
        self.handed_over.add(self.ids[booking])

    def merge(self, cursor, keep, drop):
        self._call(cursor, "automation_merge_leads(%s, %s)", self.ids[keep], self.ids[drop])
        self.merged.add(self.ids[keep])

    def set_channel(self, cursor, channel, how):
        cursor.execute("delete from automation_channels where tenant_id = %s and channel = %s", [self.tenant, channel])
        if how == "gone":
            return
        settings = {"email": ("smtp", {"host": "192.0.2.1", "from": "us@example.com", "security": "none", "insecure": True}),
                    "sms": ("twilio", {"account_sid": "AC" + "0" * 32, "auth_token": {"env": "NONE"}, "from": "+15005550006"})}
        provider, values = settings[channel]
        cursor.execute("insert into automation_channels (tenant_id, channel, provider, settings, enabled) values (%s, %s, %s, %s, false)",
                       [self.tenant, channel, provider, json.dumps(values)])
        if how == "paused":
            cursor.execute("update automation_channels set enabled = true where tenant_id = %s and channel = %s; "
                           "update automation_channels set paused_reason = 'paused by the test' "
                           "where tenant_id = %s and channel = %s", [self.tenant, channel] * 2)

    def trigger(self, cursor, lead, trigger):
        self._call(cursor, "automation_trigger(%s, %s)", trigger, self.ids[lead])

    def decide_held(self, cursor, approve):
        cursor.execute("select min(id) from messages where tenant_id = %s and status = 'held'", [self.tenant])
        held = cursor.fetchone()[0]
        if held is not None:
            self._call(cursor, "automation_approve(%s)" if approve else "automation_reject(%s)", held)

    def cancel_runs(self, cursor, lead):
        self._call(cursor, "automation_cancel(%s)", self.ids[lead])
