"""What explain, why, upcoming and preview say of every automation and one lead, and whether they say the same."""
from dataclasses import dataclass, field
from typing import NamedTuple

from moments import SECOND, from_datetime, show

SOON = 20 * SECOND  # the clock goes on while questions are asked
BOOKINGS = ("booking_reminder_hours", "booking_created", "booking_cancelled", "booking_no_show", "session_completed")
TIMED = ("no_contact_days", "booking_reminder_hours", "session_completed", "lead_date")
PUTS_OFF = ("moment", "quiet hours", "sending window", "daily cap")
PUT_OFF = ("is due at", "long enough before", "session ends at", "last contact is not known", "quiet hours until",
           "sending window is closed until", "messages today")
REASONS = {"enabled": ("disabled",), "loop": ("loop",), "opt-out": ("opted_out",), "newest run": ("superseded",),
           "booking": ("booking_cancelled", "booking_moved"), "conditions": ("conditions",), "reply": ("replied",),
           "max_runs": ("max_runs",), "cooldown": ("cooldown",), "lateness": ("too_late",), "recipient": ("no_recipient",),
           "moment": ("not_due", "inside_window", "booking_cancelled", "booking_moved", "conditions", "max_runs", "superseded",
                      "no_booking", "no_date"),
           "quiet hours": ("quiet_hours", "too_late"), "sending window": ("send_window", "too_late"),
           "needs": ("missing_email", "missing_phone", "missing_attributes.tier"), "daily cap": ("daily_cap",), "event": ("no_event", "passed", "max_runs", "inside_window"),
           "trigger": ("superseded",)}
# What surrounds the decision, and conditions one by one.
ASIDE = ("channel", "worker", "last outcome", "queued")

RULES = "select id, trigger, enabled, channel, type <> 'crm_update' from automations where tenant_id = %s order by id"
BOOKINGS_OF = "select id, status from bookings where tenant_id = %s and lead_id = %s order by id"
UPCOMING = "select automation_id, booking_id, event, due_at, would_run, reason from automation_upcoming(%s) where event <> 'delivery'"
DELIVERIES = "select automation_id, booking_id, due_at, would_run, reason from automation_upcoming(%s) where event = 'delivery'"
WHY = "select automation_id, would_run, reason from automation_why(%s)"
EXPLAIN = """
select p.a, p.b, e.step, e.ok, e.detail from unnest(%s::bigint[], %s::bigint[]) with ordinality p (a, b, n),
  lateral automation_explain(p.a, %s, p.b) with ordinality e (step, ok, detail, n) order by p.n, e.n"""
PREVIEW = "select lead_id, booking_id, due_at, would_run, reason from automation_preview(%s, 100000)"


class Rule(NamedTuple):
    id: int
    trigger: str
    enabled: bool
    channel: str
    writes: bool


class Coming(NamedTuple):
    """A run that upcoming shows."""
    due: int
    would_run: bool
    reason: str
    event: str


@dataclass
class Pair:
    rule: Rule
    lead: int
    booking: int
    coming: list = field(default_factory=list)
    step: str = None  # the first of explain that is not ok
    detail: str = None
    channel: tuple = (True, "")  # ok, detail
    worker: tuple = (True, "")

    def stays(self, coming):
        """It waits in the queue for a change, and for no moment: what is never too late waits for what it needs."""
        needs = (coming.reason or "").startswith("missing_") and "until" not in (self.detail or "until")
        return coming.reason == "disabled" or needs

    def next(self):
        return next((one for one in self.coming if one.reason != "superseded"), None)

    def __str__(self):
        shown = ", ".join(f"{show(one.due)} {one.would_run} {one.reason}" for one in self.coming) or "nothing"
        return (f"automation {self.rule.id} ({self.rule.trigger}), lead {self.lead}, booking {self.booking}: upcoming says {shown}; "
                f"explain fails at {self.step}: {self.detail}")


def puts_off(step, detail):
    return step in PUTS_OFF and "until after" not in detail and any(word in detail for word in PUT_OFF)


def by_pair(rows):
    """What preview says of a lead and a booking: of several anniversaries the first that would run."""
    pairs = {}
    for row in rows:
        if row[:2] not in pairs or row[3] and not pairs[row[:2]][3]:
            pairs[row[:2]] = row
    return pairs


class Asked:
    """One lead, asked about now."""

    def __init__(self, server, tenant, lead):
        server.rows("select set_config('automation.tenant_id', %s, false)", [tenant])
        self.server, self.tenant, self.lead = server, tenant, lead
        self.at = server.clock()
        self.rules = {row[0]: Rule(*row) for row in server.rows(RULES, [tenant])}
        self.bookings = dict(server.rows(BOOKINGS_OF, [tenant, lead]))
        self.pairs = {}
        for rule in self.rules.values():
            for booking in self.bookings if rule.trigger in BOOKINGS else [None]:
                self.pairs[rule.id, booking] = Pair(rule, lead, booking)
        self.complaints = []
        self._ask_upcoming()
        self._ask_explain()
        self.after = server.clock()

    def complain(self, what, pair):
        self.complaints.append(f"{self.tenant} {what}; {pair}")

    def _ask_upcoming(self):
        self.others = []
        for rule, booking, event, due, would_run, reason in self.server.rows(UPCOMING, [self.lead]):
            coming = Coming(from_datetime(due), would_run, reason, event)
            pair = self.pairs.get((rule, booking))
            if pair:
                pair.coming.append(coming)
            else:
                self.others.append(coming)
        self.deliveries = self.server.rows(DELIVERIES, [self.lead])

    def _ask_explain(self):
        keys = list(self.pairs)
        whole = [rule.id for rule in self.rules.values() if rule.trigger in BOOKINGS]
        rules, bookings = [key[0] for key in keys] + whole, [key[1] for key in keys] + [None] * len(whole)
        failing = {key: [] for key in zip(rules, bookings)}
        for rule, booking, step, ok, detail in self.server.rows(EXPLAIN, [rules, bookings, self.lead]):
            pair = self.pairs.get((rule, booking))
            if step in ("channel", "worker") and pair:
                setattr(pair, step, (ok, detail))
            if not ok and step not in ASIDE and not step.startswith("condition "):
                failing[rule, booking].append((step, detail))
        self.first = {key: self._first(steps) for key, steps in failing.items()}
        for key, pair in self.pairs.items():
            pair.step, pair.detail = self.first[key]

    @staticmethod
    def _first(steps):
        """The first step that is not ok; what does not come is not put off."""
        if any(step == "event" for step, _ in steps):
            steps = [(step, detail) for step, detail in steps if not puts_off(step, detail)]
        return steps[0] if steps else (None, None)

    # Whether they agree

    def compare(self):
        for pair in self.pairs.values():
            self._compare_explain(pair)
        for rule, would_run, reason in self.server.rows(WHY, [self.lead]):
            self._compare_why(rule, would_run, reason)

    def _compare_explain(self, pair):
        coming, step = pair.next(), pair.step
        if coming and abs(coming.due - self.at) < SOON and coming.due > self.at:
            return
        if step is None:
            if not coming or not coming.would_run:
                self.complain("all steps are ok, but it does not come", pair)
        elif step == "event":
            if coming:
                self.complain("there is no event, but it comes", pair)
        elif step in PUTS_OFF and coming:
            if not coming.would_run and coming.due <= self.at and coming.reason not in REASONS[step]:
                self.complain("it is put off, but comes to nothing now", pair)
        elif puts_off(step, pair.detail):
            self.complain("it is put off, but never comes", pair)
        elif coming and (coming.would_run or coming.reason not in REASONS.get(step, ())):
            self.complain("explain and upcoming differ", pair)

    def _compare_why(self, rule, would_run, reason):
        step = self.first[rule, None][0]
        if any(abs(coming.due - self.at) < SOON for pair in self.pairs.values() if pair.rule.id == rule for coming in pair.coming):
            return
        if would_run != (step is None) or (step is not None and reason not in REASONS.get(step, ())):
            self.complaints.append(f"{self.tenant} automation {rule}, lead {self.lead}: why says {would_run} {reason}, explain fails at {step}")

    def compare_preview(self, rule):
        """Of a timed automation that is enabled: the same as upcoming."""
        rows = by_pair(self.server.rows(PREVIEW, [rule.id]))
        for (id, booking), pair in self.pairs.items():
            if id != rule.id:
                continue
            coming, row = pair.next(), rows.get((self.lead, booking))
            if coming and self.at < coming.due < self.at + SOON:
                continue
            if self.bookings.get(booking, "booked") != "booked":
                continue
            runs = bool(row and row[3])
            if runs != bool(coming and coming.would_run):
                self.complain(f"preview says {row and row[2:]}", pair)
            elif runs and coming and abs(from_datetime(row[2]) - coming.due) > SOON:
                self.complain(f"preview says {show(from_datetime(row[2]))}", pair)
