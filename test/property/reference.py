"""The reference: what must become of a small world of leads, bookings and rules, written to be read.

It has no queue to scan and no index to read: whatever is due is found by asking every rule about everybody, the earliest
moment first. World is what people do; engine.py is what the automations make of it.
"""
from collections import Counter
from copy import deepcopy

from engine import Engine
from model import TIMED, Booking, Lead, Rule, Settings
from moments import Quiet

# Of the statements that concern a lead, those that leave its row alone. What they change is a booking.
LEAVE_THE_LEAD = ("move", "set_booking_status")


class Declined(Exception):
    """The step makes no sense here (its subject is gone, or an open transaction has it), or the specification does not
    say what follows. Nothing is done, neither here nor in the database."""


def need(condition):
    if not condition:
        raise Declined


class World(Engine):
    """One tenant. Its methods are statements that people make at the moment `now`."""

    def __init__(self, spread):
        super().__init__(spread)
        self.held = None  # the World as an open transaction sees it
        self.held_leads = set()

    def do(self, name, arguments):
        """One step, or Declined and nothing."""
        getattr(self, name)(**arguments)

    def insert_lead(self, lead, **columns):
        person = self.leads[lead] = Lead(lead, **columns)
        self.fire("new_lead", person)
        self.look_again(person)

    def write_contact(self, lead, moment):
        person = self._lead(lead)
        known = [at for at in (person.last_contacted, person.stretch(), person.wrote_to) if at is not None]
        before = person.reference()
        person.last_contacted = moment
        if all(moment > at for at in known):
            self.begin_stretch(person, moment)
        if before is None or person.reference() < before:
            self.look_again(person)
            person.was_due_at_another = person.was_due_at_another or before is not None

    def set_status(self, lead, status):
        self.change_lead(self._lead(lead), "status", status)

    def set_tier(self, lead, tier):
        self.change_lead(self._lead(lead), "tier", tier)

    def set_zone(self, lead, zone):
        person = self._lead(lead)
        if zone != person.zone:
            passed = [(rule, booking) for rule, booking in self._unseen_reminders(lead)
                      if self.come(self.reminder_moment(rule, booking))]
            person.zone = zone
            # Past when the rule was saved, by the zone of then, but not by this one: whether it is told is not specified.
            self.unclear = self.unclear or any(self.reminder_moment(rule, booking) > rule.covers_after
                                               for rule, booking in passed)
            person.was_due_at_another = True
            self.look_again(person)

    def set_opted_out(self, lead, channels):
        person = self._lead(lead)
        refused = set() if "all" in person.opted_out else set(channels) - set(person.opted_out)
        person.opted_out = tuple(channels)
        for run in [run for run in self.runs if run.lead == lead and not run.ended and not run.inside]:
            rule = self.rules.get(run.rule)
            if rule and rule.writes() and refused & {"all", rule.channel}:
                self.runs.remove(run)
                self.tell(run, "blocked opted_out")
        # Of what waited before an open transaction began, nothing can be said here.
        self.unclear = self.unclear or bool(refused) and any(run.lead == lead for run in self.earlier_runs)

    def receive(self, lead):
        person = self._lead(lead)
        person.last_inbound = max(self.now, person.last_inbound or self.now)
        self.begin_stretch(person, self.now)
        self.fire("message_received", person)

    def write_to(self, lead):
        """A person of the business writes: an outbound message of origin manual."""
        person = self._lead(lead)
        self.messages.append((lead, self.now))
        person.last_contacted = max(self.now, person.last_contacted or self.now)
        self.begin_stretch(person, self.now)

    def delete_lead(self, lead):
        self._lead(lead)
        del self.leads[lead]
        self.bookings = {key: booking for key, booking in self.bookings.items() if booking.lead != lead}

    def book(self, booking, lead, starts, ends):
        person = self._lead(lead)
        made = Booking(booking, lead, starts, ends, passed=ends <= self.now)
        need(not self._missed_while_disabled(made))
        self.bookings[booking] = made
        if starts > self.now:
            self.fire("booking_created", person, booking)
        self.remind_of_new(made)
        self.begin_stretch(person, self.now)

    def move(self, booking, starts, ends):
        moved = self._booking(booking)
        later = Booking(booking, moved.lead, starts, ends)
        need(moved.status == "booked" and not self._missed_while_disabled(later) and not self.reminder_waits(later))
        other_start = starts != moved.starts
        moved.starts, moved.ends = starts, ends
        if other_start:
            self.remind_at_once(moved)
        if ends > self.now:
            moved.passed = False
        elif not moved.passed:
            moved.passed = True
            self.end_session(moved, self.now)

    def set_booking_status(self, booking, status):
        changed = self._booking(booking)
        need(changed.status not in (status, "completed"))
        if status == "booked":
            need(not self._missed_while_disabled(changed) and not self.reminder_waits(changed))
        changed.status = status
        if status == "booked":
            self.remind_at_once(changed)
        elif status == "completed":
            self.end_session(changed, self.now)
        else:
            self.fire("booking_" + status, self.leads[changed.lead], booking)

    def delete_booking(self, booking):
        self._booking(booking)
        del self.bookings[booking]

    def reassign(self, booking, lead):
        """It is another lead's: what waits for it goes along, and what has run for it."""
        moved, before, after = self._booking(booking), None, self._lead(lead)
        need(moved.lead != lead and moved.lead not in self.held_leads)
        before = self.leads[moved.lead]
        if moved.status == "booked" and not self.come(moved.starts):
            self._see_reminders_with(moved, after)
        self._follow(moved, before.key, lead)

    def _see_reminders_with(self, booking, lead):
        """Its reminders go by the zone of another lead."""
        for rule in self.rules.values():
            if rule.trigger != "booking_reminder_hours":
                continue
            had_come = self.come(self.reminder_moment(rule, booking))
            comes = self.come(self.reminder_moment(rule, booking, self.zone(lead)))
            # Past by the one zone and ahead by the other: whether it comes once more is not specified.
            self.unclear = self.unclear or had_come and not comes
            self.unclear = self.unclear or comes and not had_come and not rule.enabled

    def _follow(self, booking, before, after):
        booking.lead = after
        for thing in self.runs + self.memory:
            if (thing.booking, thing.lead) == (booking.key, before):
                thing.lead = after

    # Rows that are loaded under automation.restoring: nothing happens, and what lies ahead is found.

    def import_lead(self, lead, **columns):
        person = self.leads[lead] = Lead(lead, **columns)
        for rule in self.rules:
            self.clear((rule, lead))
        self.doubt_order({lead})

    def import_booking(self, booking, lead, starts, ends):
        self._lead(lead)
        made = Booking(booking, lead, starts, ends, passed=ends <= self.now)
        need(not self._missed_while_disabled(made))
        self.bookings[booking] = made
        for rule in self.rules.values():
            if rule.trigger == "booking_reminder_hours" and self.come(self.reminder_moment(rule, made)):
                self.looked[rule.key, booking, starts] = self.now

    def merge(self, keep, drop):
        """Two rows that stand for one person become one."""
        need(keep != drop)
        kept, dropped = self._lead(keep), self._lead(drop)
        need(self.held is None)
        # Which of two silences that wait for the morning stays, and when it is looked at, is not specified.
        self.unclear = self.unclear or any(run.trigger == "no_contact_days" and run.lead in (keep, drop)
                                           for run in self.runs)
        for booking in self.bookings.values():
            if booking.lead == drop:
                if booking.status == "booked" and not self.come(booking.starts):
                    merged_zone = kept.zone if kept.zone is not None else dropped.zone
                    self._see_reminders_with(booking, Lead(keep, zone=merged_zone))
                booking.lead = keep
        if kept.zone is None and dropped.zone is not None:
            for booking in self.bookings.values():
                if booking.lead == keep and booking.status == "booked" and not self.come(booking.starts):
                    self._see_reminders_with(booking, dropped)
        welcomes = Counter(memory.rule for memory in self.memory
                           if memory.lead in (keep, drop) and memory.trigger == "new_lead")
        self._unite_memory(kept, dropped)
        self._unite_runs(keep, drop, welcomes)
        self.messages = [(keep if lead == drop else lead, at) for lead, at in self.messages]
        self._unite_rows(kept, dropped)
        del self.leads[drop]
        for rule in self.rules:
            self.clear((rule, keep))
        kept.was_due_at_another = True
        self.doubt_order({keep})
        refused = set(dropped.opted_out) - set(kept.opted_out)
        if refused and "all" not in kept.opted_out:
            self.set_opted_out(keep, [*kept.opted_out, *sorted(refused)])

    def _unite_memory(self, kept, dropped):
        """Of what was counted for the same, the higher count; the later run."""
        stretch = self._later_stretch(kept, dropped)
        counted, others = {}, []
        for memory in self.memory:
            lead = {kept.key: kept, dropped.key: dropped}.get(memory.lead)
            if lead is None:
                others.append(memory)
                continue
            if memory.booking is None and memory.anchor is not None and memory.anchor == lead.stretch():
                memory.anchor = stretch
            whose = counted.setdefault((memory.rule, memory.booking, memory.anchor), {})
            whose.setdefault(lead.key, []).append(memory)
        for both in counted.values():
            most = max(both.values(), key=len)
            most[-1].at = max(memory.at for memories in both.values() for memory in memories)
            others += most
        for memory in others:
            memory.lead = kept.key if memory.lead == dropped.key else memory.lead
        self.memory = others

    def _unite_runs(self, keep, drop, welcomes):
        """Two that wait for the same become one; who was welcomed is not welcomed again."""
        waiting = {}
        for run in self.runs:
            if run.lead in (keep, drop):
                waiting.setdefault((run.rule, run.booking, run.trigger, run.anchor), []).append(run)
        for same in waiting.values():
            if len({run.lead for run in same}) == 2:
                timed = same[0].trigger in TIMED
                stays = (min(same, key=lambda run: run.run_at) if timed else
                         max(same, key=lambda run: (run.event_at, run.number)))
                self.runs = [run for run in self.runs if run not in same or run is stays]
        for run in [run for run in self.runs if run.lead in (keep, drop)]:
            rule = self.rules.get(run.rule)
            if run.trigger == "new_lead" and rule and welcomes[run.rule] >= (rule.max_runs or 1):
                self.runs.remove(run)
            run.lead = keep

    @staticmethod
    def _later_stretch(kept, dropped):
        if kept.silent_since is None and dropped.silent_since is None:
            return kept.created_at if kept.created_at is not None else dropped.created_at
        return max((at for at in (kept.stretch(), dropped.stretch()) if at is not None), default=None)

    def _unite_rows(self, kept, dropped):
        def later(*moments):
            return max((at for at in moments if at is not None), default=None)
        contacts = [lead.last_contacted if lead.last_contacted is not None else lead.created_at
                    for lead in (kept, dropped)]
        came_later = None not in (kept.created_at, dropped.created_at) and dropped.created_at > kept.created_at
        if kept.last_contacted is not None or dropped.last_contacted is not None or came_later:
            kept.last_contacted = later(*contacts)
        if kept.silent_since is not None or dropped.silent_since is not None:
            kept.silent_since = self._later_stretch(kept, dropped)
        kept.last_inbound = later(kept.last_inbound, dropped.last_inbound)
        kept.wrote_to = later(kept.wrote_to, dropped.wrote_to)
        for column in ("zone", "created_at", "tier"):
            if getattr(kept, column) is None:
                setattr(kept, column, getattr(dropped, column))

    def add_rule(self, rule, **columns):
        self.rules[rule] = Rule(rule, **columns, enabled_since=self.now, covers_after=self.now)

    def set_delay(self, rule, days, hours):
        changed = self._rule(rule)
        if changed.trigger == "booking_reminder_hours":
            need(changed.enabled)
        if changed.trigger in ("no_contact_days", "booking_reminder_hours"):
            need((days or hours) and not any(run.rule == rule for run in self.waiting()))
        need(self.held is None or changed.trigger == "no_contact_days")
        # Without a delay the moment itself is looked at: whether a run that waits is looked at like that is not specified.
        need(changed.trigger != "session_completed" or days or hours)
        changed.edited_at = self.now
        self.change_delay(changed, days, hours)

    def set_conditions(self, rule, conditions):
        changed = self._rule(rule)
        need(changed.conditions != conditions)
        changed.conditions = conditions
        changed.edited_at = self.now
        self.look_at_everybody(rule)

    def enable(self, rule, enabled):
        changed = self._rule(rule)
        need(changed.enabled != enabled)
        need(self.held is None or changed.trigger not in ("booking_reminder_hours", "session_completed"))
        changed.enabled = enabled
        changed.edited_at = self.now
        if enabled:
            changed.enabled_since = self.now
            self.look_at_everybody(rule)

    def delete_rule(self, rule):
        self._rule(rule)
        need(self.held is None)
        self.end_runs(rule, "skipped automation_deleted")
        del self.rules[rule]

    def set_trigger(self, rule, type, trigger):
        """From one event to another."""
        changed = self._rule(rule)
        need(self.held is None and changed.trigger != trigger)
        self.end_runs(rule, "skipped superseded")
        changed.type, changed.trigger = type, trigger
        changed.edited_at = self.now

    def set_settings(self, zone, quiet, cap):
        need(not self.held_rules)
        for person in self.leads.values():
            person.was_due_at_another = person.was_due_at_another or zone != self.settings.zone
        self.settings = Settings(zone, Quiet(*quiet) if quiet else Quiet(), cap, self.now)

    # An open transaction sees its own world, and nobody sees that before it commits. What it has touched is its own until
    # then: other statements would only wait for it.

    def hold(self, steps):
        """A transaction that makes these steps and stays open."""
        need(self.held is None)
        held = deepcopy(self)
        held.start_apart(self)
        leads, rules, locked = set(), set(), set()
        for name, arguments in steps:
            lead = held.lead_of(arguments)
            locked.add(arguments.get("booking"))
            held.do(name, arguments)
            held.now += 1  # one after the other: who writes after an event has replied to it
            leads.add(lead)
            rules.add(arguments.get("rule"))
            if name not in LEAVE_THE_LEAD:
                locked.add(lead)
        self.held = held
        self.held_leads, self.held_rules, self.locked = leads - {None}, rules - {None}, locked - {None}

    def commit(self):
        held, leads, rules, locked = self._let_go()
        for key in leads:
            self._take_over_lead(held, key, key in locked)
        for key in rules:
            self.rules[key] = held.rules[key]
            self.look_at_everybody(key)
        self.rules = dict(sorted(self.rules.items(), key=lambda item: int(item[0][1:])))
        self.take_over(held)
        self.doubt_order(None if rules else leads)

    def roll_back(self):
        _, leads, rules, _ = self._let_go()
        self.doubt_order(None if rules else leads)

    def _let_go(self):
        need(self.held is not None)
        gone = self.held, self.held_leads, self.held_rules, self.locked
        self.held, self.held_leads, self.held_rules, self.locked = None, set(), set(), set()
        return gone

    def _take_over_lead(self, held, key, with_its_row):
        if with_its_row and key in held.leads:
            self.leads[key] = held.leads[key]
        elif with_its_row:
            self.leads.pop(key, None)
        for booking in held.bookings.values():
            known = self.bookings.get(booking.key)
            if known and known.ends == booking.ends:
                booking.passed = known.passed
            # The old end may have been looked at after the new one has passed: whether that one counts is not specified.
            self.unclear = self.unclear or bool(known and known.passed and known.ends != booking.ends <= self.now)
        self.bookings = {k: booking for k, booking in self.bookings.items() if booking.lead != key}
        self.bookings.update((k, booking) for k, booking in held.bookings.items() if booking.lead == key)

    def lead_of(self, arguments):
        booking = self.bookings.get(arguments.get("booking"))
        return arguments.get("lead") or (booking.lead if booking else None)

    def _lead(self, key):
        need(key in self.leads and key not in self.held_leads)
        return self.leads[key]

    def _booking(self, key):
        need(key in self.bookings and self.bookings[key].lead not in self.held_leads)
        return self.bookings[key]

    def _rule(self, key):
        need(key in self.rules and key not in self.held_rules)
        return self.rules[key]

    def _unseen_reminders(self, lead):
        """Of coming bookings, those that nobody has looked at."""
        return [(rule, booking) for rule in self.rules_of("booking_reminder_hours") for booking in self.bookings.values()
                if booking.lead == lead and booking.status == "booked" and booking.starts > self.now
                and (rule.key, booking.key, booking.starts) not in self.looked]

    def _missed_while_disabled(self, booking):
        """Its moment passed before a disabled rule could have seen the booking: what happens when that rule is enabled is
        not specified."""
        return any(not rule.enabled and self.reminder_moment(rule, booking) <= self.now < booking.starts
                   for rule in self.rules.values() if rule.trigger == "booking_reminder_hours")
