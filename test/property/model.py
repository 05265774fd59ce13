"""What the reference remembers: people, bookings, rules, and runs that wait."""
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Callable, NamedTuple

from addresses import usable
from moments import Quiet, show
from send_times import SendTimes, Window

TIMED = ("no_contact_days", "booking_reminder_hours", "session_completed", "lead_date")
ONCE = ("new_lead", *TIMED)


class Declined(Exception):
    """The step makes no sense here (its subject is gone, or an open transaction has it), or the specification does not
    say what follows. Nothing is done, neither here nor in the database."""


def need(condition):
    if not condition:
        raise Declined


@dataclass
class Lead:
    key: str
    status: str = "new"
    tier: str = None
    zone: str = None
    last_contacted: int = None
    created_at: int = None
    last_inbound: int = None
    silent_since: int = None
    opted_out: tuple = ()
    wrote_to: int = None  # when an automation last wrote a message to the lead
    was_due_at_another: bool = False  # the end of its silence has moved, other than by a later contact
    email: tuple = None  # whose it is, without its spelling
    phone: tuple = None
    spelled: tuple = ()  # both with their spellings; only whether they change matters
    date: object = None  # of dates.py
    date_written: int = None  # when it became what it is
    said: dict = field(default_factory=dict)  # by channel: when it was refused last, and who said so

    def addresses(self, channel):
        """Those that a channel (or all) uses."""
        used = [self.email] if channel == "email" else [self.phone] if channel == "sms" else [self.email, self.phone]
        return [address for address in used if address is not None]

    def copy(self):
        return replace(self)

    def reference(self):
        """From when on the lead is silent; None: never."""
        base = self.last_contacted if self.last_contacted is not None else self.created_at
        return max((at for at in (base, self.last_inbound) if at is not None), default=None)

    def stretch(self):
        return self.silent_since if self.silent_since is not None else self.created_at


@dataclass
class Booking:
    key: str
    lead: str
    starts: int
    ends: int = None
    status: str = "booked"
    passed: bool = False  # its end was noticed, whether or not that made a run
    made_at: int = None


@dataclass
class Rule:
    key: str
    type: str
    trigger: str
    days: int = 0
    hours: int = 0
    minutes: int = 0
    channel: str = "email"
    conditions: dict = field(default_factory=dict)
    actions: dict = field(default_factory=dict)
    stop_on_reply: bool = None
    max_runs: int = None
    cooldown_hours: int = None
    max_lateness_hours: int = None
    window: Window = None  # in place of the tenant's
    needs: tuple = ()
    at: int = None  # of lead_date: seconds since midnight
    after: bool = False
    yearly: bool = False
    steps: list = None  # of a sequence (steps.py), with what ends it
    goal: object = None
    exit: object = None
    enabled: bool = True
    # of the engine's own doing
    enabled_since: int = None
    covers_after: int = None  # reminders: moments after this one are this rule's business
    edited_at: int = None  # when it was last changed

    def writes(self):
        return self.type != "crm_update"

    def reminds(self):
        return self.type == "booking_reminder"

    def elapsed(self):
        """The part of the delay that is no days, in hours."""
        return self.hours + Fraction(self.minutes, 60) if self.minutes else self.hours

    def matches(self, lead, change=None):
        """`change`: what an event has changed, by the name of the field, from what to what."""
        return all(self._holds(name, wanted, lead, change or {}) for name, wanted in self.conditions.items())

    @staticmethod
    def _holds(name, wanted, lead, change):
        seen = lead.status if name == "lead_status" else lead.tier
        if not isinstance(wanted, dict):
            return seen == wanted
        if name not in change:
            return False
        (before, after), ((operator, value),) = change[name], wanted.items()
        if before == after:
            return False
        if operator == "changed_from":
            return before == value
        # What it has become, it must be still.
        return seen == after and (operator == "changed" or after == value)

    def watches(self):
        """The fields whose change is an event of lead_changed."""
        return {name for name, wanted in self.conditions.items() if isinstance(wanted, dict)}

    def missing(self, lead):
        """The first that it needs and the lead has not; None: nothing."""
        email, phone = lead.spelled or (None, None)
        has = {"email": usable(email), "phone": usable(phone), "attributes.tier": lead.tier is not None}
        return next((name for name in self.needs if not has[name]), None)

    def follows_tenant(self):
        """Whether the tenant's window and holidays are for its messages."""
        return self.type in ("lead_followup", "post_session")

    def stops_on_reply(self):
        return self.type == "lead_followup" if self.stop_on_reply is None else self.stop_on_reply

    def runs_allowed(self):
        if self.max_runs is None:
            return 1 if self.trigger in ONCE or self.steps else None
        return self.max_runs

    def cooldown(self):
        if self.cooldown_hours is None:
            return 1 if self.trigger == "message_received" else None
        return self.cooldown_hours

    def lateness(self):
        """Hours; None: no limit."""
        if self.max_lateness_hours is not None:
            return self.max_lateness_hours
        if self.trigger == "no_contact_days":
            return None
        return {"lead_followup": 24, "post_session": 24, "confirmation": 2}.get(self.type)


@dataclass
class Run:
    rule: str
    trigger: str
    lead: str
    booking: str
    event_at: int
    run_at: int
    number: int  # in order of making
    anchor: int = None  # the starts_at of a reminder, the name of a moment of a date
    counted: int = None  # of a date: what max_runs counts by
    chain: tuple = ()
    inside: bool = False  # a reminder of a booking made when its moment had passed
    ended: bool = False  # a session whose end was not looked at yet
    change: dict = None  # of lead_changed: the fields that its rule named, from what to what
    waits: bool = False  # for what its rule needs

    def subject(self):
        return (self.rule, self.lead, self.booking)


@dataclass
class Settings:
    zone: str = None
    quiet: Quiet = field(default_factory=Quiet)
    cap: int = None
    window: Window = None
    holidays: tuple = ()
    edited_at: int = None

    def times(self, rule):
        """When messages of the rule may be sent."""
        if not rule.writes():
            return SendTimes()
        window = rule.window or (self.window if rule.follows_tenant() else None)
        if window is None and rule.follows_tenant() and self.holidays:
            window = Window()
        return SendTimes(self.quiet, window, self.holidays)


@dataclass
class Memory:
    """One run that counts."""
    rule: str
    lead: str
    booking: str
    anchor: int
    at: int
    trigger: str = None  # that the rule had then


class Refusal(NamedTuple):
    """A row of automation_suppressions."""
    channel: str
    address: tuple
    cause: str


class Due(NamedTuple):
    """Something to do for a lead; the earliest first, of the same moment in order of number."""
    at: int
    number: int
    lead: str
    act: Callable
    about: tuple


@dataclass(frozen=True)
class Outcome:
    """One activity of a run, as the reference and the database both tell it."""
    rule: str
    lead: str
    booking: str
    trigger: str
    outcome: str
    at: int  # when the clock was set last before

    def __str__(self):
        about = self.lead if self.booking is None else f"{self.lead}/{self.booking}"
        return f"{self.rule} ({self.trigger}) for {about}: {self.outcome}, {show(self.at)}"
