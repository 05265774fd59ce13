"""Is it still right to do this, now? The checks of a run that is due, in the order of the specification."""
from moments import HOUR, after, midnight


WAITS = "waits"


class Verdict:
    """What becomes of one run; the state belongs to Engine."""

    def look(self, run):
        """Runs it, puts it off, or tells why not."""
        rule, lead = self.rules.get(run.rule), self.leads.get(run.lead)
        booking = self.bookings.get(run.booking)
        if lead is None:
            return
        if rule is None:
            self.tell(run, "skipped automation_deleted")
        elif run.booking is not None and booking is None:
            return
        elif not rule.enabled and run.trigger == rule.trigger:
            self.runs.append(run)
        elif rule.trigger == "no_contact_days" and not self.come(self.silence_due(rule, lead)):
            return  # found again when it is silent long enough
        elif run.ended and not self.look_at_end(run, rule, lead):
            return
        elif rule.steps:
            self.enter(run, rule, lead, booking)
        elif run.trigger == "lead_date" and not self._has_date(run, rule, lead):
            # Put off, it is told; at its moment, it is as if there had never been one.
            if run.run_at != run.event_at:
                self.tell(run, "skipped no_date")
        elif run.inside and booking is not None and (booking.status, booking.starts) != ("booked", run.anchor):
            return
        elif refusal := self._refusal(run, rule, lead, booking):
            if refusal is WAITS:
                run.waits = True
                self.runs.append(run)
                return
            self.tell(run, refusal)
            # Whether it is told again at the moment that was right before is not specified.
            self.unclear = self.unclear or rule.trigger == "no_contact_days" and lead.was_due_at_another
        elif until := self._put_off_until(run, rule, lead, booking):
            run.run_at = until
            self.runs.append(run)
        else:
            self._run(run, rule, lead)

    def _has_date(self, run, rule, lead):
        return any(name == run.anchor for _, name, _, _ in self.date_moments(rule, lead))

    def _refusal(self, run, rule, lead, booking):
        for check in (*self._facts(), self._needs, self._too_late):
            if answer := check(run, rule, lead, booking):
                return answer
        return None

    def _facts(self):
        """The checks before those of its time."""
        return (self._wrong_trigger, self._loop, self._inside_window, self._opted_out, self._superseded,
                self._booking_gone, self._conditions, self._replied, self._max_runs, self._cooldown)

    def refused_already(self, run, rule, lead):
        booking = self.bookings.get(run.booking)
        return any(check(run, rule, lead, booking) for check in self._facts())

    def _wrong_trigger(self, run, rule, lead, booking):
        return "skipped superseded" if run.trigger != rule.trigger else None

    def _loop(self, run, rule, lead, booking):
        return "blocked loop" if run.rule in run.chain or len(run.chain) > 8 else None

    def _inside_window(self, run, rule, lead, booking):
        return "skipped inside_window" if run.inside else None

    def _opted_out(self, run, rule, lead, booking):
        return "blocked opted_out" if rule.writes() and self.refuses(lead, rule.channel) else None

    def _superseded(self, run, rule, lead, booking):
        newer = any(other.subject() == run.subject() and (other.event_at, other.number) > (run.event_at, run.number)
                    and (other.anchor == run.anchor or rule.trigger not in ("booking_reminder_hours", "lead_date"))
                    for other in (*self.runs, *self.taken))
        return "skipped superseded" if newer else None

    def _booking_gone(self, run, rule, lead, booking):
        if booking is None:
            return None
        gone, moved, on = "skipped booking_cancelled", "skipped booking_moved", booking.status == "booked"
        if run.trigger == "booking_created":
            return None if on else gone
        if run.trigger == "booking_reminder_hours":
            return gone if not on else None if booking.starts == run.anchor else moved
        if run.trigger in ("booking_cancelled", "booking_no_show"):
            return None if "booking_" + booking.status == run.trigger else moved
        if booking.status in ("cancelled", "no_show"):
            return gone
        return moved if on and not self.come(booking.ends) else None

    def _conditions(self, run, rule, lead, booking):
        return None if rule.matches(lead, run.change) else "skipped conditions"

    def _replied(self, run, rule, lead, booking):
        replied = lead.last_inbound is not None and lead.last_inbound > run.event_at
        return "skipped replied" if replied and rule.stops_on_reply() and rule.writes() else None

    def used_up(self, rule, run):
        """Whether the rule has run as often as it may: for the lead, the booking, the start, the stretch."""
        if rule.runs_allowed() is None:
            return False
        counted = [memory for memory in self.memory if (memory.rule, memory.lead) == (rule.key, run.lead)]
        if rule.trigger == "new_lead":
            # A person is new once, whatever the rule was for before.
            counted = [memory for memory in counted if memory.trigger == "new_lead"]
        elif rule.trigger == "no_contact_days":
            counted = [memory for memory in counted if memory.anchor == self.leads[run.lead].stretch()]
        elif rule.trigger == "lead_date":
            counted = [memory for memory in counted if memory.anchor == run.counted]
        elif run.booking is not None:
            counted = [memory for memory in counted if (memory.booking, memory.anchor) == (run.booking, run.anchor)]
        return len(counted) >= rule.runs_allowed()

    def _max_runs(self, run, rule, lead, booking):
        return "skipped max_runs" if self.used_up(rule, run) else None

    def _cooldown(self, run, rule, lead, booking):
        runs = [memory.at for memory in self.memory if (memory.rule, memory.lead) == (rule.key, lead.key)]
        hot = rule.cooldown() and runs and not self.come(max(runs) + rule.cooldown() * HOUR)
        return "skipped cooldown" if hot else None

    def _needs(self, run, rule, lead, booking):
        missing = rule.missing(lead)
        if missing is None:
            return None
        until = self.too_late_from(run, rule, lead, booking)
        return f"skipped missing_{missing}" if until is not None and self.come(until) else WAITS

    def too_late_from(self, run, rule, lead, booking):
        """None: never."""
        due = self.settings.times(rule).next(run.run_at, self.zone(lead))
        for edited_at in (rule.edited_at, self.settings.edited_at):
            if edited_at is not None and edited_at > run.event_at:
                due = max(due, edited_at)  # an edit makes nothing late
        limit = rule.lateness()
        ends = [due + limit * HOUR] if limit is not None else []
        return min(ends + [booking.starts] if rule.reminds() and booking is not None else ends, default=None)

    def _too_late(self, run, rule, lead, booking):
        until = self.too_late_from(run, rule, lead, booking)
        late = until is not None and self.come(until)
        return "skipped too_late" if late or self._closed_to_the_end(rule, booking, self.zone(lead)) else None

    def _closed_to_the_end(self, rule, booking, zone):
        times = self.settings.times(rule)
        return rule.reminds() and booking is not None and not times.allow(self.now, zone) and (
            times.next(self.now, zone) >= booking.starts)

    def _put_off_until(self, run, rule, lead, booking):
        zone, times = self.zone(lead), self.settings.times(rule)
        if not rule.writes():
            return None
        if not times.allow(self.now, zone):
            opens = times.next(self.now, zone)
            until = opens + self.spread(lead.key, rule.key)
            starts = booking.starts if rule.reminds() and booking is not None else None
            return until if times.allow(until, zone) and (starts is None or until < starts) else opens
        if self.settings.cap is None or rule.reminds():
            return None
        since = midnight(self.now, zone)
        if sum(1 for to, at in self.messages if to == lead.key and at >= since) < self.settings.cap:
            return None
        return midnight(self.now, zone, days=1) + self.spread(lead.key, rule.key)

    def _run(self, run, rule, lead):
        self.tell(run, "ran")
        if rule.trigger == "no_contact_days":
            run.anchor = lead.stretch()
        self.remember(run)
        if rule.writes():
            self.messages.append((lead.key, self.now))
            lead.last_contacted = max(self.now, lead.last_contacted or self.now)
            lead.wrote_to = self.now
        for column, value in rule.actions.items():
            self.change_lead(lead, column, value, chain=run.chain + (run.rule,))
