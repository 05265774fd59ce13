"""The trigger lead_date: a date of a lead, on its day or its anniversaries. A date is either the lead's own wall clock, with or
without a time, or a moment; it is found whenever somebody asks, like what else is due by the clock (timed.py)."""
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from model import Due
from moments import after, from_datetime, from_wall, to_wall
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
FIELD = "external_ids.date"


@dataclass(frozen=True)
class Date:
    """As it is written: 1990-02-28, 2026-03-01T10:15:00 or 2026-03-01T10:15:00+00:00."""
    text: str

    def moment(self):
        """Where it names an offset from UTC."""
        return from_datetime(datetime.fromisoformat(self.text)) if "+" in self.text else None

    def wall(self, zone, at):
        """On the lead's wall: the day, the time of day, and the time that its name has."""
        if self.moment() is not None:
            local = to_wall(self.moment(), zone)
            return local.date(), local.time(), local.time()
        if "T" in self.text:
            local = datetime.fromisoformat(self.text)
            return local.date(), local.time(), local.time()
        return date.fromisoformat(self.text), at, time()

    def once(self, zone, at):
        """Its name and its moment."""
        if self.moment() is not None:
            return self.moment(), self.moment()
        day, clock, name = self.wall(zone, at)
        return from_wall(datetime.combine(day, name), UTC), from_wall(datetime.combine(day, clock), zone)

    def every_year(self, zone, at, about):
        """The same for the years around a moment, from the first on."""
        day, clock, name = self.wall(zone, at)
        for year in range(max(to_wall(about, UTC).year - 1, day.year), to_wall(about, UTC).year + 2):
            try:
                that = day.replace(year=year)
            except ValueError:
                that = date(year, 2, 28)
            yield from_wall(datetime.combine(that, name), UTC), from_wall(datetime.combine(that, clock), zone)


def clock_of(seconds):
    """Seconds since midnight as a time of day."""
    return (datetime.min + timedelta(seconds=seconds)).time()


class Dates:
    """Finds the moments of dates; the state belongs to Engine."""

    def date_due(self, rule, moment, zone):
        sign = 1 if rule.after else -1
        return after(moment, sign * rule.days, sign * rule.elapsed(), zone)

    def date_moments(self, rule, lead, zone=None):
        """What runs are counted by, the name of the moment, the moment, and when it is due."""
        if lead.date is None:
            return
        zone = zone or self.zone(lead)
        at = clock_of(rule.at if rule.at is not None else 9 * 3600)
        about = self.date_due(Reversed(rule), self.now, zone)
        found = lead.date.every_year(zone, at, about) if rule.yearly else [lead.date.once(zone, at)]
        for name, moment in found:
            year = from_wall(datetime(to_wall(name, UTC).year, 1, 1), UTC)
            yield year if rule.yearly else name, name, moment, self.date_due(rule, moment, zone)

    def write_date(self, lead, value):
        """A person's write of a lead. The same moment in another form, or as the anniversary of another year's date, is no
        other one."""
        had = {(rule.key, moment) for rule in self.rules_of("lead_date")
               for _, _, moment, _ in self.date_moments(rule, lead)}
        before, lead.date = lead.date, value
        if before == value:
            return
        lead.date_written = self.now
        for rule in self.rules_of("lead_date"):
            for counted, name, moment, due in self.date_moments(rule, lead):
                key = (rule.key, lead.key, "date", name)
                self.at_once.discard(key)
                self.by_edit.discard(key)
                if self.come(due) and not self.come(moment) and (rule.key, moment) not in had:
                    self._write_inside(rule, lead, before, counted, name, key)

    def _write_inside(self, rule, lead, before, counted, name, key):
        """Its moment has come, but the date has not."""
        self.looked[key] = self.now
        if not rule.matches(lead):
            return
        if before is None:
            run = self.new_run(rule, lead, None, self.now, self.now, anchor=name, inside=True)
            run.counted = counted
            self.runs.append(run)
        else:
            self.at_once.add(key)

    def dates_due(self):
        for rule in self.rules_of("lead_date"):
            for lead in self.leads.values():
                if self.is_locked(lead.key):
                    continue
                for counted, name, moment, due in self.date_moments(rule, lead):
                    key = (rule.key, lead.key, "date", name)
                    if self.come(due) and (key in self.at_once or self._is_ahead(rule, lead, key, moment, due)):
                        yield Due(due, 0, lead.key, self._look_at_date, (rule, lead, counted, name, due, key))

    def _is_ahead(self, rule, lead, key, moment, due):
        """By what was known when the date was written, or the rule saved; of what passed while the rule was off, only a date
        that is still to come counts."""
        if due <= self.looked.get(key, due - 1):
            return False
        decided = lead.date_written if lead.date_written > rule.covers_after else rule.covers_after
        return due > decided and max(due, moment) > rule.enabled_since

    def _look_at_date(self, rule, lead, counted, name, due, key):
        # An edit brings it about, but what it is about happened then.
        moment = self.now if key in self.at_once - self.by_edit else due
        self.looked[key] = self.now
        self.at_once.discard(key)
        self.by_edit.discard(key)
        run = self.new_run(rule, lead, None, moment, moment, anchor=name)
        run.counted = counted
        if rule.matches(lead) and not self.used_up(rule, run):
            self.look(run)

    def shift_dates(self, rule, delay):
        """Its delay is about to change: what was ahead and is past by the new one is due at once."""
        ahead = {(lead.key, name) for lead in self.leads.values() for _, name, _, due in self.date_moments(rule, lead)
                 if not self.come(due)}
        old, (rule.days, rule.hours, rule.minutes) = (rule.days, rule.hours, rule.minutes), delay
        for lead in self.leads.values():
            for _, name, _, due in self.date_moments(rule, lead):
                key = (rule.key, lead.key, "date", name)
                if self.come(due) and (lead.key, name) in ahead:
                    self.at_once.add(key)
                    self.by_edit.add(key)
                elif not self.come(due):
                    self.clear(key)
                elif self.looked.get(key, due) < due:
                    # Looked at by the old delay before the moment by the new one, which has passed: not specified.
                    self.unclear = True
        rule.covers_after = self.now
        rule.days, rule.hours, rule.minutes = old

    def change_zone_of_dates(self, leads, change):
        """Another clock on the walls of these leads, which `change` brings. What was past stays past; what comes to be past
        by it is due at once."""
        before = {(rule.key, lead.key, name): due for rule in self.rules.values() if rule.trigger == "lead_date"
                  for lead in leads for _, name, _, due in self.date_moments(rule, lead)}
        change()
        for rule in [rule for rule in self.rules.values() if rule.trigger == "lead_date"]:
            for lead in leads:
                for _, name, _, due in self.date_moments(rule, lead):
                    old = before.get((rule.key, lead.key, name))
                    if old is None:
                        # A moment at another time of day by this clock has another name; what was past stays past.
                        self.unclear = self.unclear or abs(due - self.now) < after(0, 3, 0, UTC)
                        if self.come(due):
                            self.looked[rule.key, lead.key, "date", name] = self.now
                    elif old != due:
                        self._shift_date(rule, lead, name, old, due)

    def _shift_date(self, rule, lead, name, old, due):
        # Past by the one clock and ahead by the other, now or when it was decided what is past: not specified.
        edges = [rule.covers_after, rule.enabled_since, lead.date_written]
        self.unclear = self.unclear or any((old <= edge) != (due <= edge) for edge in edges) or (
            self.come(old) and not self.come(due)) or (self.come(due) and not self.come(old) and not rule.enabled)
        key = (rule.key, lead.key, "date", name)
        if self.come(due) and not self.come(old):
            self.at_once.add(key)
        elif self.come(due) and key in self.looked:
            # What has been looked at stays past, though another clock makes it a later one. Not where the rule was saved
            # since: then it is not specified.
            self.unclear = self.unclear or self.looked[key] < rule.covers_after
            self.looked[key] = self.now

    def merge_dates(self, kept, dropped):
        """A run of either may be for a date that the lead that stays has not: which of them is told is not specified."""
        dated = any(rule.trigger == "lead_date" for rule in self.rules.values())
        self.unclear = self.unclear or dated and not (kept.date is None and dropped.date is None)
        if kept.date is None:
            kept.date, kept.date_written = dropped.date, dropped.date_written
        elif dropped.date not in (None, kept.date):
            kept.date = kept.date_written = None  # two values of a key of external_ids are a list


class Reversed:
    """A rule whose delay counts the other way."""

    def __init__(self, rule):
        self.days, self.elapsed, self.after = rule.days, rule.elapsed, not rule.after
