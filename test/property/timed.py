"""The triggers of time: who is silent, which booking is near, whose session is over. All of it is computed from the facts
whenever somebody asks; what was looked at before is all that is remembered."""
from model import Due
from moments import after


class Timed:
    """Finds what is due; the state belongs to Engine."""

    # Silence

    def begin_stretch(self, lead, moment):
        lead.silent_since = max(moment, lead.silent_since or moment)
        self.look_again(lead)

    def look_again(self, lead):
        for rule in self.rules:
            self.ask((rule, lead.key))

    def look_at_everybody(self, rule):
        """A rule about silence was saved. Whoever has a run of it that waits is looked at by that run, and told once."""
        waiting = {run.lead for run in self.waiting() if run.rule == rule}
        for lead in self.leads:
            if lead in waiting:
                self.looked[rule, lead] = self.now
            else:
                self.clear((rule, lead))

    def ask(self, key):
        # Where a run waits for the morning it is not specified whether that one or another is looked at.
        self.unclear = self.unclear or any((run.rule, run.lead, run.trigger) == (*key, "no_contact_days")
                                           for run in self.waiting())
        self.number += 1
        self.asked[key] = (self.now, self.number)
        self.clear(key)

    def clear(self, key):
        self.looked.pop(key, None)
        self.cleared.append(key)

    def silence_due(self, rule, lead):
        """None: never."""
        if lead.reference() is None:
            return None
        zone = self.zone(lead)
        due = after(lead.reference(), rule.days, rule.elapsed(), zone)
        runs = [memory.at for memory in self.memory if (memory.rule, memory.lead) == (rule.key, lead.key)]
        return max(due, after(max(runs), rule.days, rule.elapsed(), zone)) if runs else due

    def silences_due(self):
        for rule in self.rules_of("no_contact_days"):
            for lead in self.leads.values():
                key = (rule.key, lead.key)
                due = None if self.is_locked(lead.key) else self.silence_due(rule, lead)
                if due is None or not self.come(due) or due <= self.looked.get(key, due - 1):
                    continue
                if not any((run.rule, run.lead) == key for run in self.runs):
                    # Whether it waits for a transaction that saves the rule meanwhile is not specified.
                    self.unclear = self.unclear or rule.key in self.held_rules
                    moment, number = max((due, 0), self.asked.get(key, (due, 0)))
                    yield Due(moment, number, lead.key, self._look_at_silence, (rule, lead, moment))

    def _look_at_silence(self, rule, lead, moment):
        self.looked[rule.key, lead.key] = self.now
        self.asked.pop((rule.key, lead.key), None)
        run = self.new_run(rule, lead, None, moment, moment)
        if rule.matches(lead) and not self.used_up(rule, run):
            self.look(run)

    # Reminders

    def reminder_moment(self, rule, booking, zone=None):
        zone = zone or self.zone(self.leads[booking.lead])
        moment = after(booking.starts, -rule.days, -rule.elapsed(), zone)
        times = self.settings.times(rule)
        return moment if times.next(moment, zone) < booking.starts else times.before(moment, zone)

    def reminder_waits(self, booking):
        return any((run.booking, run.anchor) == (booking.key, booking.starts) for run in self.waiting())

    def remind_of_new(self, booking):
        lead = self.leads[booking.lead]
        for rule in self.rules_of("booking_reminder_hours"):
            if self.come(self.reminder_moment(rule, booking)):
                self.looked[rule.key, booking.key, booking.starts] = self.now
                if rule.matches(lead) and not self.come(booking.starts):
                    run = self.new_run(rule, lead, booking.key, self.now, self.now, anchor=booking.starts, inside=True)
                    self.runs.append(run)

    def remind_at_once(self, booking):
        """Moved, or put back: what passed meanwhile is not lost."""
        for rule in self.rules_of("booking_reminder_hours"):
            key = (rule.key, booking.key, booking.starts)
            self.clear(key)
            self.at_once.discard(key)  # from an edit while it was off
            if self.come(self.reminder_moment(rule, booking)):
                self.looked[key] = self.now
                if rule.matches(self.leads[booking.lead]) and not self.come(booking.starts):
                    self.at_once.add(key)

    def shift_reminders(self, rule, delay):
        """Its delay is about to change."""
        ahead = {booking.key for booking in self.bookings.values()
                 if not self.come(self.reminder_moment(rule, booking))}
        old, (rule.days, rule.hours, rule.minutes) = (rule.days, rule.hours, rule.minutes), delay
        for booking in self.bookings.values():
            key = (rule.key, booking.key, booking.starts)
            moment = self.reminder_moment(rule, booking)
            if not self.come(moment):
                self.clear(key)
            elif booking.key in ahead and not self.come(booking.starts):
                self.at_once.add(key)
            elif self.looked.get(key, moment) < moment and not self.come(booking.starts):
                # Made too late for the old delay, but before the moment by the new one, which has passed: not specified.
                self.unclear = True
        rule.covers_after = self.now
        rule.days, rule.hours, rule.minutes = old

    def reminders_due(self):
        for rule in self.rules_of("booking_reminder_hours"):
            for booking in self.bookings.values():
                key = (rule.key, booking.key, booking.starts)
                if booking.status != "booked" or self.is_locked(booking.lead, booking.key):
                    continue
                moment = self.reminder_moment(rule, booking)
                seen_until = max(self.looked.get(key, 0), rule.covers_after)
                ahead = moment > seen_until and not self._missed(rule, booking, moment)
                if self.come(moment) and (key in self.at_once or ahead):
                    yield Due(moment, 0, booking.lead, self._look_at_reminder, (rule, booking, key))

    def _missed(self, rule, booking, moment):
        """After the start only what the server has missed is told, once; not what a rule has missed because it was not
        enabled."""
        if (booking.key, booking.starts) in self.begun:
            return True
        if not self.come(booking.starts):
            return False
        if self.looked.get((rule.key, booking.key, booking.starts), moment) < moment:
            # Looked at, then moved by other settings: whether that is told after the start is not specified.
            self.unclear = True
        return moment < rule.enabled_since

    def begin_sessions(self):
        """All that is due has been looked at: nobody is reminded any more of the sessions that have begun, whenever their
        reminders may come to be due. What is locked may still wait to be looked at."""
        self.begun |= {(booking.key, booking.starts) for booking in self.bookings.values()
                       if booking.starts <= self.now and not self.is_locked(booking.lead, booking.key)}

    def keep_reached(self, rule, booking):
        """A due time that has been looked at stays past, though another clock makes it a later one."""
        key = (rule.key, booking.key, booking.starts)
        if key in self.looked:
            self.looked[key] = self.now

    def keep_reached_by_settings(self):
        """They have changed."""
        for rule in self.rules.values():
            for booking in self.bookings.values() if rule.trigger == "booking_reminder_hours" else ():
                looked = booking.starts > self.now and (rule.key, booking.key, booking.starts) in self.looked
                if looked and self.come(self.reminder_moment(rule, booking)):
                    self.keep_reached(rule, booking)

    def reminders_ahead(self):
        return [(rule, booking) for rule in self.rules_of("booking_reminder_hours") for booking in self.bookings.values()
                if booking.status == "booked" and not self.come(self.reminder_moment(rule, booking))]

    def doubt_locked_starts(self):
        """The settings are about to change while a session that has begun is locked: whether its reminder, which nobody can
        look at, was due before or is only due by them is not told apart."""
        locked = any(booking.status == "booked" and booking.starts <= self.now
                     and (booking.key, booking.starts) not in self.begun and self.is_locked(booking.lead, booking.key)
                     for booking in self.bookings.values())
        self.unclear = self.unclear or bool(locked and self.rules_of("booking_reminder_hours"))

    def _look_at_reminder(self, rule, booking, key):
        moment = self.now if key in self.at_once else self.reminder_moment(rule, booking)
        self.looked[key] = self.now
        self.at_once.discard(key)
        lead = self.leads[booking.lead]
        run = self.new_run(rule, lead, booking.key, moment, moment, anchor=booking.starts)
        if rule.matches(lead) and not self.used_up(rule, run):
            self.look(run)

    # Ends of sessions

    def sessions_over(self):
        for booking in self.bookings.values():
            if not booking.passed and not self.is_locked(booking.lead, booking.key) and self.come(booking.ends):
                if booking.status != "booked" or not self.rules_of("session_completed"):
                    booking.passed = True
                    continue
                yield Due(booking.ends, 0, booking.lead, self._pass_end, (booking,))

    def _pass_end(self, booking):
        booking.passed = True
        self.end_session(booking, booking.ends)

    def doubt_order_of_ends(self, run):
        """Of two sessions of a lead that have ended at one moment, which is told first is not specified. It matters where one
        can change what the other asks."""
        tie = any((other.trigger, other.lead, other.run_at, other.event_at)
                  == (run.trigger, run.lead, run.run_at, run.event_at) and other.booking != run.booking
                  for other in self.runs)
        minds = self.settings.cap is not None or any(rule.cooldown() or not rule.writes()
                                                     for rule in self.rules_of("session_completed"))
        self.unclear = self.unclear or run.trigger == "session_completed" and tie and minds

    def end_session(self, booking, at):
        """By the clock or by its status."""
        lead = self.leads[booking.lead]
        for rule in self.rules_of("session_completed"):
            if rule.enabled_since <= at and rule.matches(lead) and not self._has_run(rule, booking):
                run = self.new_run(rule, lead, booking.key, at, at)
                run.ended = True
                self.runs.append(run)

    def _has_run(self, rule, booking):
        """The second of the two ends finds what the first has made."""
        return any((run.rule, run.booking) == (rule.key, booking.key) for run in self.waiting() + self.memory)

    def look_at_end(self, run, rule, lead):
        """The first look at it, before the delay. Whether the run goes on."""
        run.ended = False
        if not rule.matches(lead) or self._booking_gone(run, rule, lead, self.bookings.get(run.booking)):
            return False
        if not (rule.days or rule.elapsed()):
            return True
        run.run_at = after(run.event_at, rule.days, rule.elapsed(), self.zone(lead))
        self.runs.append(run)
        return False
