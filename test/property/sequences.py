"""Sequences: who is inside, at which step, and what comes next. Everything follows from the facts whenever somebody asks;
an entry remembers where the person stands and since when, what was done, and what was said of the wait."""
from dataclasses import dataclass, field, replace

from dates import Date
from model import Due, Rule, Run
from moments import SECOND, after
from sequence_edits import SequenceEdits
from steps import Steps, awaited, branches, clock, date_wait, is_span, kind_of, span, wait_over

NEAR = 10 * SECOND  # as in engine.py


@dataclass(eq=False)
class Entry:
    rule: str
    lead: str
    booking: str
    entered_at: int
    step: str  # None: the end
    reached_at: int
    number: int
    trigger: str = "step"
    chain: tuple = ()
    change: dict = None
    zone: object = None  # by which its wait was reckoned
    delayed: bool = False  # it waits for the delay of the trigger
    over: int = None  # when its wait was over: only the message waits
    put_off: int = None  # until when
    put_off_by: object = None  # the settings
    date: int = None  # that it waits for
    moved: str = None  # that date into the past: at once, or too late
    done: list = field(default_factory=list)
    arms: dict = field(default_factory=dict)
    last_message_at: int = None
    answered_at: int = None

    def subject(self):
        return self.rule, self.lead, self.booking

    def counts_from(self):
        """Replies, and bookings that a step waits for."""
        return max(at for at in (self.last_message_at or self.entered_at, self.answered_at) if at is not None)


class Sequences(SequenceEdits):
    """The state belongs to Engine. `arm(rule, lead, booking, split)` asks the database which arm it has chosen."""

    def steps_of(self, rule):
        """Read once for each edit."""
        known = self.read_steps.get(rule.key)
        if known is None or known[0] is not rule.steps:
            known = self.read_steps[rule.key] = (rule.steps, Steps(rule.steps))
        return known[1]

    # Entry

    def enter(self, run, rule, lead, booking):
        """The event is due."""
        if run.rule in run.chain:
            self.tell(run, "blocked loop")
            return
        stretch = rule.key, lead.key, lead.stretch()
        if any(entry.subject() == run.subject() for entry in self.entries):
            self.ignored.add(stretch)
            return  # inside already
        # Whether the same silence is an event once more, after one that was ignored, is not specified.
        self.unclear = self.unclear or rule.trigger == "no_contact_days" and stretch in self.ignored
        checks = (self._wrong_trigger, self._loop, self._booking_gone, self._conditions, self._max_runs, self._cooldown,
                  self._late_to_enter)
        refusal = next(filter(None, (check(run, rule, lead, booking) for check in checks)), None)
        if refusal:
            self.tell(run, refusal)
            return
        entry = Entry(rule.key, lead.key, run.booking, run.event_at, self.steps_of(rule).first, run.event_at, 0,
                      chain=run.chain + (rule.key,), change=run.change)
        if any(self._holds(what, entry, lead, entry.entered_at) for what in (rule.goal, rule.exit)):
            self.kept_out.add((rule.key, lead.key))
            return
        if rule.trigger == "no_contact_days":
            run.anchor = lead.stretch()
        self.remember(run)
        entry.delayed = rule.trigger != "no_contact_days" and bool(rule.days or rule.elapsed())
        self.entries.append(entry)
        self._begin_wait(entry, entry.step, run.event_at if entry.delayed else self.now)

    def _late_to_enter(self, run, rule, lead, booking):
        """As actions would be: where a limit is given."""
        return self._too_late(run, replace(rule, type="crm_update"), lead, None)

    def _begin_wait(self, entry, step, at):
        self.number += 1
        entry.step, entry.reached_at, entry.number = step, at, self.number
        entry.over = entry.put_off = entry.date = entry.moved = None
        entry.zone = self.zone(self.leads[entry.lead])

    # Time

    def sequences_due(self):
        for entry in self.entries:
            rule = self.rules[entry.rule]
            if not rule.enabled or self.is_locked(entry.lead, entry.booking):
                continue
            due = self._due(entry, entry.zone)
            if self.come(due):
                # Whether the worker passes by somebody whose booking an open transaction has is not specified.
                self.unclear = self.unclear or entry.lead in self.held_leads
                yield Due(due, entry.number, entry.lead, self._look_inside, (entry,))

    def _due(self, entry, zone):
        """When the person is looked at next."""
        rule = self.rules[entry.rule]
        if entry.put_off is not None:
            return entry.put_off
        if entry.delayed:
            return after(entry.reached_at, rule.days, rule.elapsed(), zone)
        step = self.steps_of(rule).named.get(entry.step)
        if step is None or entry.over is not None or "wait" not in step:
            return entry.reached_at
        if date_wait(step):
            if entry.moved or self._date_of(entry, step, zone) is None:
                return entry.reached_at
            return max(self._date_due(entry, step, zone), entry.reached_at)
        if self._has_come(entry, step):
            return entry.reached_at
        return wait_over(step["wait"], entry.reached_at, zone)

    def _date_of(self, entry, step, zone):
        wait = date_wait(step)
        if wait["field"].startswith("booking."):
            booking = self.bookings.get(entry.booking)
            return booking and {"starts_at": booking.starts, "ends_at": booking.ends}[wait["field"].split(".")[1]]
        date = self.leads[entry.lead].date
        return date.once(zone, clock(wait.get("at", "09:00")))[1] if isinstance(date, Date) else None

    def _date_due(self, entry, step, zone):
        offset = date_wait(step).get("offset", "0 days")
        days, hours = span(offset.lstrip("+-"))
        sign = -1 if offset.startswith("-") else 1
        return after(self._date_of(entry, step, zone), sign * days, sign * hours, zone)

    def _has_come(self, entry, step):
        what = awaited(step)
        lead = self.leads[entry.lead]
        return what is not None and (self._replied_since(lead, entry.counts_from()) if what == "reply" else
                                     self._holds(what, entry, lead, entry.counts_from()))

    # Facts

    def _replied_since(self, lead, since):
        return lead.last_inbound is not None and lead.last_inbound > since

    def _holds(self, what, entry, lead, since):
        """Conditions, "booking", or a list of alternatives."""
        if what is None:
            return False
        if isinstance(what, list):
            return any(self._holds(each, entry, lead, since) for each in what)
        if what != "booking":
            return hold(what, lead)
        return any(self._booked_since(booking, entry, since) for booking in self.bookings.values())

    def _booked_since(self, booking, entry, since):
        if booking.lead != entry.lead or booking.status != "booked" or booking.key == entry.booking:
            return False
        # The database may see them in the other order.
        self.unclear = self.unclear or abs(booking.made_at - since) < NEAR
        return booking.made_at > since

    def _messages_ahead(self, entry, rule):
        steps = self.steps_of(rule)
        return [steps.named[name] for name in steps.ahead(entry.step)
                if kind_of(steps.named[name]) == "message" and name not in entry.done]

    # Leaving

    def follow_facts(self):
        """After anything that may have changed: who has a reason leaves at once, and waits for dates follow."""
        for entry in list(self.entries):
            if entry.lead not in self.leads:
                self.entries.remove(entry)
            elif entry.lead not in self.held_leads and not self._leave(entry):
                self._restart(entry)
                self._follow_date(entry)
                self._doubt(entry)

    def _leave(self, entry):
        reason = self._reason_to_leave(entry, self.rules[entry.rule], self.leads[entry.lead])
        if reason:
            self._end(entry, reason)
        return bool(reason)

    def _end(self, entry, reason):
        self.entries.remove(entry)
        self.tell(entry, f"sequence_ended {reason}")

    def _reason_to_leave(self, entry, rule, lead):
        channels = {step.get("channel", rule.channel) for step in self._messages_ahead(entry, rule)}
        if channels and all({"all", channel} & set(lead.opted_out) for channel in channels):
            return "opted_out"
        booking = self.bookings.get(entry.booking)
        if entry.booking is not None and booking is None:
            return "subject_gone"
        if booking and booking.status != "booked":
            return "booking_cancelled"
        for reason, what in (("goal", rule.goal), ("exit", rule.exit)):
            if self._holds(what, entry, lead, entry.entered_at):
                return reason
        return "replied" if self._stops(entry, rule) and self._replied_since(lead, entry.counts_from()) else None

    def _stops(self, entry, rule):
        """Whether a reply ends it now."""
        step = self.steps_of(rule).named.get(entry.step, {})
        stops = rule.trigger != "booking_created" if rule.stop_on_reply is None else rule.stop_on_reply
        return stops and awaited(step) != "reply" and not self._not_written_to(entry, rule)

    @staticmethod
    def _not_written_to(entry, rule):
        return rule.trigger == "message_received" and entry.last_message_at is None

    def _restart(self, entry):
        """Somebody who writes once more before the first message."""
        rule, lead = self.rules[entry.rule], self.leads[entry.lead]
        if self._not_written_to(entry, rule) and self._replied_since(lead, entry.reached_at):
            step = self.steps_of(rule).named.get(entry.step, {})
            # Whether it is what a step waits for, or restarts that wait, is not specified.
            self.unclear = self.unclear or awaited(step) == "reply"
            self._begin_wait(entry, entry.step, lead.last_inbound)

    def _follow_date(self, entry):
        """A wait for a date that was moved."""
        step = self.steps_of(self.rules[entry.rule]).named.get(entry.step, {})
        if entry.date is None or not date_wait(step) or entry.over is not None:
            return
        value = self._date_of(entry, step, entry.zone)
        due = None if value is None else self._date_due(entry, step, entry.zone)
        if due is not None and due != entry.date:
            entry.date, entry.moved = due, None
            if self.come(due):
                entry.moved = "too late" if self.come(value) else "at once"

    def _doubt(self, entry):
        """What is not specified."""
        lead, rule = self.leads[entry.lead], self.rules[entry.rule]
        zone = self.zone(lead)
        if zone is not entry.zone:
            # By which clock a wait ends that began by another one.
            self.unclear = self.unclear or entry.put_off is not None or self._due(entry, zone) != self._due(entry, entry.zone)
            entry.zone = zone
        if entry.put_off is None:
            return
        # Whether a message that was put off is looked at before its time.
        step = self.steps_of(rule).named[entry.step]
        times = self.settings.times(step_rule(rule, step))
        self.unclear = self.unclear or self.settings is not entry.put_off_by or times.allow(self.now, zone) or (
            not hold(step.get("conditions", {}), lead) or self.refuses(lead, step.get("channel", rule.channel)))

    # A look at somebody

    def _look_inside(self, entry):
        rule, lead = self.rules[entry.rule], self.leads[entry.lead]
        if entry.delayed:
            entry.delayed = False
            self._begin_wait(entry, entry.step, self.now)
            if not rule.matches(lead, entry.change):
                self.entries.remove(entry)
                self.tell(entry, "skipped conditions")
                return
        step = self.steps_of(rule).named.get(entry.step)
        if step is None:
            self._end(entry, "finished")
        elif (due := self._due(entry, entry.zone)) > self.now:
            entry.date = due if date_wait(step) else None
        elif awaited(step) is not None:
            self._wait_is_over(entry, step)
        elif refusal := self._refuses_date(entry, step) or self._refuses_conditions(step, lead):
            self._pass(entry, refusal)
        else:
            self._do(entry, step, rule, lead)
        if entry in self.entries:
            self._leave(entry)

    def _wait_is_over(self, entry, step):
        came = self._has_come(entry, step)
        if came and awaited(step) == "reply":
            entry.answered_at = self.now
        self._go_to(entry, "then" if came else "else")

    def _go_to(self, entry, branch):
        self._begin_wait(entry, self.steps_of(self.rules[entry.rule]).into(entry.step, branch), self.now)

    def _pass(self, entry, outcome=None):
        """It is done, or skipped."""
        if outcome:
            self._tell_step(entry, outcome)
        self._begin_wait(entry, self.steps_of(self.rules[entry.rule]).after[entry.step], self.now)

    def _tell_step(self, entry, outcome):
        self.tell(entry, f"{outcome} at {entry.step}")

    def _refuses_date(self, entry, step):
        if not date_wait(step) or entry.over is not None:
            return None
        if self._date_of(entry, step, entry.zone) is None:
            return "skipped no_date"
        due = self._date_due(entry, step, entry.zone)
        self.unclear = self.unclear or entry.date is None and abs(due - entry.reached_at) < NEAR
        late = entry.moved == "too late" or entry.date is None and due < entry.reached_at
        return "skipped too_late" if late else None

    @staticmethod
    def _refuses_conditions(step, lead):
        return None if hold(step.get("conditions", {}), lead) else "skipped conditions"

    def _do(self, entry, step, rule, lead):
        kind = kind_of(step)
        if kind == "exit":
            self._end(entry, "exited")
        elif kind == "if":
            self._go_to(entry, "then" if hold(step["if"], lead) else "else")
        elif kind == "split":
            self._go_to(entry, self._arm_of(entry, step))
        elif kind == "pause" or entry.step in entry.done:
            self._pass(entry)
        else:
            self._act(entry, step, step_rule(rule, step), lead)

    def _arm_of(self, entry, step):
        """Once chosen it is kept."""
        if entry.arms.get(entry.step) not in branches(step):
            entry.arms[entry.step] = self.arm(entry, entry.step)
            self.unclear = self.unclear or entry.arms[entry.step] not in branches(step)
        return entry.arms[entry.step]

    def _act(self, entry, step, rule, lead):
        """A message or actions."""
        if entry.over is None:
            entry.over = (self.now if entry.moved or "wait" not in step else
                          min(self._due(entry, entry.zone), self.now))
        due = entry.over if entry.put_off is None else entry.put_off
        run = Run(rule.key, "step", lead.key, entry.booking, entry.entered_at, due, entry.number)
        if rule.writes() and self.refuses(lead, rule.channel):
            self._block(entry, rule, lead)
        elif not is_span(step) and self._too_late(run, rule, lead, None):
            self._pass(entry, "skipped too_late")
        elif until := self._put_off_until(run, rule, lead, None):
            entry.put_off, entry.put_off_by = until, self.settings
        else:
            self._tell_step(entry, "ran")
            entry.done.append(entry.step)
            if rule.writes():
                self.messages.append((lead.key, self.now))
                lead.last_contacted = max(self.now, lead.last_contacted or self.now)
                lead.wrote_to = entry.last_message_at = self.now
            self._pass(entry)
            before = len(self.runs)
            for column, value in rule.actions.items():
                self.change_lead(lead, column, value, chain=entry.chain)
            self._doubt_order_with(self.runs[before:], entry)

    def _doubt_order_with(self, runs, entry):
        """Whether what the change triggers at once changes the lead before or after the next steps."""
        changes = any(self.come(run.run_at) and self.rules[run.rule].type == "crm_update" for run in runs)
        self.unclear = self.unclear or changes and entry in self.entries and self.come(self._due(entry, entry.zone))

    def _block(self, entry, rule, lead):
        """Where each message that is left would be refused at its address, the person leaves."""
        ahead = self._messages_ahead(entry, self.rules[entry.rule])
        self._pass(entry, "blocked opted_out")
        if all(self.refuses(lead, step.get("channel", self.rules[entry.rule].channel)) for step in ahead):
            self._end(entry, "opted_out")


def hold(conditions, lead):
    return Rule("", "", "", conditions=conditions).matches(lead)


def step_rule(rule, step):
    """The step as a rule by itself: what its message or its actions are asked by."""
    actions = {column.removeprefix("attributes."): value for column, value in step.get("actions", {}).get("set", {}).items()}
    writes = kind_of(step) == "message"
    type = "crm_update" if not writes else "confirmation" if rule.trigger == "booking_created" else "lead_followup"
    limit = 24 if rule.max_lateness_hours is None else rule.max_lateness_hours
    return replace(rule, type=type, channel=step.get("channel", rule.channel), conditions=step.get("conditions", {}),
                   actions=actions, max_lateness_hours=limit, steps=None, needs=())

