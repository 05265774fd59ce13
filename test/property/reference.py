"""The reference: what must become of a small world of leads, bookings and rules, written to be read.

It has no queue to scan and no index to read: whatever is due is found by asking every rule about everybody, the earliest
moment first. World is what people do; engine.py is what the automations make of it.
"""
from copy import deepcopy

from consent import spelled_like
from engine import Engine
from merge import Merge
from model import Booking, Lead, Rule, Settings, need
from moments import Quiet

# Of the statements that concern a lead, those that leave its row alone, where nobody has a sequence. What they change is a
# booking.
LEAVE_THE_LEAD = ("move", "set_booking_status")


class World(Merge, Engine):
    """One tenant. Its methods are statements that people make at the moment `now`."""

    def __init__(self, spread, arm=None):
        super().__init__(spread, arm)
        self.held = None  # the World as an open transaction sees it
        self.held_leads = set()

    def do(self, name, arguments):
        """One step, or Declined and nothing."""
        getattr(self, name)(**arguments)
        self.follow_facts()

    def insert_lead(self, lead, **columns):
        person = self._new_lead(lead, **columns)
        self.fire("new_lead", person)
        self.look_again(person)
        if person.date is not None:
            value, person.date = person.date, None
            self.write_date(person, value)

    def _new_lead(self, lead, email=None, phone=None, opted_out=(), **columns):
        person = self.leads[lead] = Lead(lead, email=spelled_like(email), phone=spelled_like(phone),
                                         spelled=(email, phone), opted_out=tuple(opted_out), **columns)
        if person.date is not None:
            person.date_written = self.now
        if opted_out:
            self.come_with(person)
        return person

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

    def set_date(self, lead, date):
        person = self._lead(lead)
        # What waits for a moment that it comes back to: whether that run or another is told is not specified.
        need(not any((run.lead, run.trigger) == (lead, "lead_date") for run in self.waiting()))
        self.write_date(person, date)

    def set_zone(self, lead, zone):
        person = self._lead(lead)
        if zone != person.zone:
            passed = [(rule, booking) for rule, booking in self._unseen_reminders(lead)
                      if self.come(self.reminder_moment(rule, booking))]
            coming = self._coming_reminders(lead)
            seen = [(rule, booking) for rule, booking in coming if self.come(self.reminder_moment(rule, booking))]
            self.change_zone_of_dates([person], lambda: setattr(person, "zone", zone))
            # Looked at, and ahead again by this one: whether it is looked at once more is not specified.
            self.unclear = self.unclear or any(not self.come(self.reminder_moment(rule, booking)) for rule, booking in seen)
            for rule, booking in coming:
                if (rule, booking) in seen:
                    self.keep_reached(rule, booking)
                elif self.come(self.reminder_moment(rule, booking)):
                    self.at_once.add((rule.key, booking.key, booking.starts))
            # Past when the rule was saved, by the zone of then, but not by this one: whether it is told is not specified.
            self.unclear = self.unclear or any(self.reminder_moment(rule, booking) > rule.covers_after
                                               for rule, booking in passed)
            person.was_due_at_another = True
            self.look_again(person)

    def receive(self, lead):
        person = self._lead(lead)
        self.note_inbound(person)
        self.fire("message_received", person)

    def note_inbound(self, person):
        person.last_inbound = max(self.now, person.last_inbound or self.now)
        self.begin_stretch(person, self.now)

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
        made.made_at = self.now
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
            if had_come and comes:
                self.keep_reached(rule, booking)
            elif comes and rule.enabled:
                self.at_once.add((rule.key, booking.key, booking.starts))

    def _follow(self, booking, before, after):
        booking.lead = after
        for thing in self.runs + self.memory + self.entries:
            if (thing.booking, thing.lead) == (booking.key, before):
                thing.lead = after

    # Rows that are loaded under automation.restoring: nothing happens, and what lies ahead is found.

    def import_lead(self, lead, **columns):
        need(not self.held_rules)  # its commit waits for theirs
        self._new_lead(lead, **columns)
        for rule in self.rules:
            self.clear((rule, lead))
        self.doubt_order({lead})

    def import_booking(self, booking, lead, starts, ends):
        need(not self.held_rules)
        self._lead(lead)
        made = Booking(booking, lead, starts, ends, passed=ends <= self.now)
        need(not self._missed_while_disabled(made))
        self.bookings[booking] = made
        made.made_at = self.now
        self.doubt_import(lead)
        for rule in self.rules.values():
            if rule.trigger == "booking_reminder_hours" and self.come(self.reminder_moment(rule, made)):
                self.looked[rule.key, booking, starts] = self.now

    def add_rule(self, rule, **columns):
        self.rules[rule] = Rule(rule, **columns, enabled_since=self.now, covers_after=self.now)

    def set_delay(self, rule, days, hours, minutes=0):
        changed = self._rule(rule)
        if changed.trigger in ("booking_reminder_hours", "lead_date"):
            need(changed.enabled)
        if changed.trigger == "lead_date":
            need(not any(run.rule == rule for run in self.waiting()))
        if changed.trigger in ("no_contact_days", "booking_reminder_hours"):
            need((days or hours or minutes) and not any(run.rule == rule for run in self.waiting()))
        need(self.held is None or changed.trigger == "no_contact_days")
        # Without a delay the moment itself is looked at: whether a run that waits is looked at like that is not specified.
        need(changed.trigger != "session_completed" or days or hours or minutes)
        changed.edited_at = self.now
        self.change_delay(changed, days, hours, minutes)

    def set_conditions(self, rule, conditions):
        changed = self._rule(rule)
        need(changed.conditions != conditions)
        # Such a rule must name a change, and another must not.
        need((changed.trigger == "lead_changed") == any(isinstance(wanted, dict) for wanted in conditions.values()))
        changed.conditions = conditions
        changed.edited_at = self.now
        self.look_at_everybody(rule)

    def enable(self, rule, enabled):
        changed = self._rule(rule)
        need(changed.enabled != enabled)
        need(self.held is None or changed.trigger not in ("booking_reminder_hours", "session_completed", "lead_date"))
        changed.enabled = enabled
        changed.edited_at = self.now
        if enabled:
            changed.enabled_since = self.now
            self.look_at_everybody(rule)

    def delete_rule(self, rule):
        self._rule(rule)
        need(self.held is None)
        self.end_runs(rule, "skipped automation_deleted")
        self.end_sequence(rule)
        del self.rules[rule]

    def set_trigger(self, rule, type, trigger):
        """From one event to another."""
        changed = self._rule(rule)
        need(self.held is None and changed.trigger != trigger)
        self.end_runs(rule, "skipped superseded")
        changed.type, changed.trigger = type, trigger
        changed.edited_at = self.now

    def set_settings(self, zone, quiet, cap, window=None, holidays=()):
        need(not self.held_rules)
        for person in self.leads.values():
            person.was_due_at_another = person.was_due_at_another or zone != self.settings.zone
        settings = Settings(zone, Quiet(*quiet) if quiet else Quiet(), cap, window, tuple(holidays), self.now)
        self.doubt_locked_starts()
        ahead = self.reminders_ahead()
        self.change_zone_of_dates(list(self.leads.values()), lambda: setattr(self, "settings", settings))
        self.keep_reached_by_settings()
        # Due before the rule was saved, by holidays that are new: whether it is told that it is too late is not specified.
        self.unclear = self.unclear or any(self.reminder_moment(rule, booking) <= rule.covers_after for rule, booking in ahead)

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
            if name not in LEAVE_THE_LEAD or any(rule.steps for rule in self.rules.values()):
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
        for key in leads & set(self.leads):
            self.release(self.leads[key])
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
        self.entries = [entry for entry in self.entries if entry.lead != key]
        self.entries += [entry for entry in held.entries if entry.lead == key]
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
        return [(rule, booking) for rule, booking in self._coming_reminders(lead)
                if (rule.key, booking.key, booking.starts) not in self.looked]

    def _coming_reminders(self, lead):
        return [(rule, booking) for rule in self.rules_of("booking_reminder_hours") for booking in self.bookings.values()
                if booking.lead == lead and booking.status == "booked" and booking.starts > self.now]

    def _missed_while_disabled(self, booking):
        """Its moment passed before a disabled rule could have seen the booking: what happens when that rule is enabled is
        not specified."""
        return any(not rule.enabled and self.reminder_moment(rule, booking) <= self.now < booking.starts
                   for rule in self.rules.values() if rule.trigger == "booking_reminder_hours")
