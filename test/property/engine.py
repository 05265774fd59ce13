"""What the automations make of a world: events and moments make runs, and every run is looked at when it is due."""
from collections import Counter

from consent import Consent
from dates import Dates
from model import Due, Memory, Outcome, Rule, Run, Settings
from moments import SECOND, after, zone_of
from sequences import Sequences
from steps import all_steps
from timed import Timed
from verdict import Verdict

# Two moments so near to each other that the database, whose clock goes on while a step is made, may see them in the other
# order. Histories are made so that this is rare; where it happens the rest of the history says nothing.
NEAR = 10 * SECOND


class Engine(Consent, Timed, Dates, Sequences, Verdict):
    """The state of one tenant, and what is due in it. `spread(lead, rule)` is how far apart people are put after quiet
    hours, in microseconds; `arm` is that of sequences.py."""

    def __init__(self, spread, arm=None):
        self.spread, self.arm = spread, arm
        self.now = self.step_began = None  # what happens at one stop of the clock is a second apart
        self.settings = Settings()
        self.leads, self.bookings, self.rules = {}, {}, {}
        self.runs = []  # that wait
        self.earlier_runs = []  # in an open transaction: those that waited when it began
        self.entries, self.read_steps, self.ignored = [], {}, set()  # who is inside a sequence
        self.kept_out = set()  # rules and leads: by the goal or exit of a sequence
        self.number = 0
        self.outcomes = []  # since somebody took them
        self.taken = []  # what was due at this moment, and has been looked at: one of them still takes an older one's place
        self.messages, self.memory = [], []
        self.refusals = {}  # by channel and address
        self.looked = {}  # when a moment was last looked at
        self.cleared = []  # moments to look at once more
        self.asked = {}  # silence: when a write of a lead made it worth a look, and its number among what waits
        self.begun = set()  # bookings and their starts that have come, and whose reminders have been looked at
        self.at_once = set()  # reminders of bookings that were moved past their moment
        self.by_edit = set()  # of what is due at once: dates whose delay was changed
        self.locked = set()  # leads and bookings whose rows an open transaction has
        self.held_rules = set()  # and rules
        self.began = None  # in an open transaction: when
        self.unclear = False  # nothing can be said from here on

    # Time

    def settle(self):
        """Does everything that is due by now, the earliest first."""
        self.taken = []
        for _ in range(10_000):
            due = min(self._everything_due(), key=lambda due: (due.at, due.number), default=None)
            if due is None:
                self.begin_sessions()
                return
            due.act(*due.about)
            self.follow_facts()
        raise RuntimeError("the reference never comes to rest")

    def doubt_order(self, leads=None):
        """Where several things are due for somebody (of those leads) at once, because the server was away or a row was
        locked: each is done, but which is the first is not specified. It matters where one can change what another asks."""
        due = [due for due in self._everything_due() if leads is None or due.lead in leads]
        several = [lead for lead, number in Counter(entry.lead for entry in due).items() if number > 1]
        rules = [(entry.lead, self.rules.get(entry.about[0].rule) if hasattr(entry.about[0], "rule") else entry.about[0])
                 for entry in due if entry.lead in several]
        twice = any(isinstance(rule, Rule) and rules.count((lead, rule)) > 1 for lead, rule in rules)
        minds = twice or self.settings.cap is not None or any(
            isinstance(rule, Rule) and (rule.trigger == "no_contact_days" or not rule.writes() or self._acts(rule))
            for _, rule in rules)
        self.unclear = self.unclear or bool(several and minds)

    @staticmethod
    def _acts(rule):
        return any("actions" in step for step in all_steps(rule.steps or []))

    def come(self, moment):
        """Whether it has come."""
        soon = self.now < moment < self.now + NEAR
        just_now = self.now - NEAR < moment < self.step_began
        self.unclear = self.unclear or soon or just_now
        return moment <= self.now

    def _everything_due(self):
        for run in self.runs:
            if (not self.is_locked(run.lead, run.booking) and self._is_live(run) and self.come(run.run_at)
                    and not self.still_waits(run)):
                yield Due(run.run_at, run.number, run.lead, self._take_up, (run,))
        yield from self.silences_due()
        yield from self.reminders_due()
        yield from self.sessions_over()
        yield from self.dates_due()
        yield from self.sequences_due()

    def is_locked(self, lead, booking=None):
        return lead in self.locked or booking in self.locked

    def _is_live(self, run):
        rule = self.rules.get(run.rule)
        return rule is None or rule.enabled or run.trigger != rule.trigger

    def _take_up(self, run):
        self.runs.remove(run)
        self.taken.append(run)
        self.doubt_order_of_ends(run)
        self.look(run)

    # Events

    def fire(self, trigger, lead, booking=None, chain=()):
        """Something happened: a run for every rule that wants it."""
        for rule in self.rules_of(trigger):
            if rule.matches(lead):
                self.wait_for(rule, lead, booking, self.now, chain=chain)

    def rules_of(self, trigger):
        return [rule for rule in self.rules.values() if rule.trigger == trigger and rule.enabled]

    def zone(self, lead):
        return zone_of(lead.zone, self.settings.zone)

    def wait_for(self, rule, lead, booking, event_at, **more):
        run_at = event_at if rule.steps else after(event_at, rule.days, rule.elapsed(), self.zone(lead))
        self.runs.append(self.new_run(rule, lead, booking, event_at, run_at, **more))

    def new_run(self, rule, lead, booking, event_at, run_at, **more):
        self.number += 1
        return Run(rule.key, rule.trigger, lead.key, booking, event_at, run_at, self.number, **more)

    def waiting(self):
        return self.earlier_runs + self.runs

    def end_runs(self, rule, outcome):
        """Its waiting runs end with that outcome."""
        for run in [run for run in self.runs if run.rule == rule]:
            self.runs.remove(run)
            if run.lead in self.leads:
                self.tell(run, outcome)

    def tell(self, run, outcome):
        told = Outcome(run.rule, run.lead, run.booking, run.trigger, outcome, self.step_began)
        self.outcomes.append(told)

    def change_delay(self, rule, *delay):
        if (rule.days, rule.hours, rule.minutes) == delay:
            return
        if rule.trigger == "booking_reminder_hours":
            self.shift_reminders(rule, delay)
        if rule.trigger == "lead_date":
            self.shift_dates(rule, delay)
        rule.days, rule.hours, rule.minutes = delay
        for run in self.runs:
            if run.rule == rule.key and run.lead in self.leads and not rule.steps:
                run.run_at = after(run.event_at, rule.days, rule.elapsed(), self.zone(self.leads[run.lead]))
                run.waits = run.waits and self.come(run.run_at)  # what is ahead waits for its moment first
        self.look_at_everybody(rule.key)

    def change_lead(self, lead, column, value, chain=()):
        """A write of a person's, or of a rule: then with the rules that led to it."""
        silent = [rule for rule in self.rules.values() if rule.trigger == "no_contact_days"]
        unmatched = [rule.key for rule in silent if not rule.matches(lead)]
        before = getattr(lead, column)
        changed = before != value
        setattr(lead, column, value)
        # Of one moment the event comes before what the clock brings.
        if changed:
            self._fire_change(lead, "lead_status" if column == "status" else "attributes.tier", (before, value), chain)
        for key in unmatched:
            if self.rules[key].matches(lead):
                self.ask((key, lead.key))
        if changed and column == "status":
            self.fire("lead_status_changed", lead, chain=chain)
        self.release(lead)

    def _fire_change(self, lead, name, change, chain):
        for rule in self.rules_of("lead_changed"):
            if name in rule.watches() and rule.matches(lead, {name: change}):
                self.wait_for(rule, lead, None, self.now, chain=chain, change={name: change})

    # What a rule needs

    def release(self, lead):
        """Runs that have waited for what the lead has now go at once; those of a disabled rule are looked at when it is
        enabled."""
        for run in self.runs:
            rule = self.rules.get(run.rule)
            if run.waits and run.lead == lead.key and rule and rule.enabled and rule.missing(lead) is None:
                run.waits = False
                run.run_at = self.now

    def still_waits(self, run):
        """Until it would be too late."""
        rule, lead = self.rules.get(run.rule), self.leads.get(run.lead)
        if not run.waits or rule is None or lead is None or rule.missing(lead) is None:
            return False
        # It is looked at whenever a rule is saved: what becomes of it then, before its time, is not specified.
        gone = run.booking is not None and run.booking not in self.bookings
        self.unclear = self.unclear or gone or self.refused_already(run, rule, lead)
        until = self.too_late_from(run, rule, lead, self.bookings.get(run.booking))
        return until is None or not self.come(until)

    # Open transactions

    def start_apart(self, others):
        """As a copy that an open transaction has to itself: what it makes is kept apart."""
        self.spread = others.spread
        self.began = self.now
        self.earlier_runs, self.runs, self.messages, self.cleared, self.outcomes = self.runs, [], [], [], []

    def take_over(self, held):
        """What a transaction made, at its commit."""
        for key in held.cleared:
            self.looked.pop(key, None)
        self.looked.update({key: at for key, at in held.looked.items() if at >= held.began})
        self.asked.update({key: asked for key, asked in held.asked.items() if asked[0] >= held.began})
        self.at_once |= held.at_once
        self.runs += held.runs
        self.messages += held.messages
        self.outcomes += held.outcomes
        self.number = max(self.number, held.number)
        self.unclear = self.unclear or held.unclear

    def remember(self, run):
        counted = run.anchor if run.counted is None else run.counted
        self.memory.append(Memory(run.rule, run.lead, run.booking, counted, self.now, run.trigger))
