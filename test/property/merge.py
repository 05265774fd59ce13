"""Two rows that stand for one person become one."""
from collections import Counter

from model import TIMED, Lead, need


class Merge:
    """automation_merge_leads(); the state belongs to Engine."""

    def merge(self, keep, drop):
        """Two rows that stand for one person become one."""
        need(keep != drop)
        kept, dropped = self._lead(keep), self._lead(drop)
        need(self.held is None)
        # Which of two silences that wait for the morning stays, and when it is looked at, is not specified.
        self.unclear = self.unclear or any(run.trigger == "no_contact_days" and run.lead in (keep, drop)
                                           for run in self.runs)
        # Nor whether a silence that a goal kept out of a sequence is an event once more for the lead that stays.
        self.unclear = self.unclear or any(lead in (keep, drop) and self.rules[rule].trigger == "no_contact_days"
                                           for rule, lead in self.kept_out if rule in self.rules)
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
        self.unite_entries(keep, drop)
        self._unite_memory(kept, dropped)
        self._unite_runs(keep, drop, welcomes)
        self.messages = [(keep if lead == drop else lead, at) for lead, at in self.messages]
        was = kept.copy()
        self._unite_rows(kept, dropped)
        refused, lost = self.unite_consent(was, dropped, kept)
        del self.leads[drop]
        for rule in self.rules:
            self.clear((rule, keep))
        kept.was_due_at_another = True
        self.doubt_order({keep})
        self.refuse_united(kept, refused, lost)
        self.release(kept)

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
        self.merge_dates(kept, dropped)
        kept.spelled = tuple(own or other for own, other in zip(kept.spelled, dropped.spelled))
        for column in ("zone", "created_at", "tier", "email", "phone"):
            if getattr(kept, column) is None:
                setattr(kept, column, getattr(dropped, column))

