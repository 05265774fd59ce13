"""When messages may be sent: quiet hours, and a window of weekdays and hours that stays closed on holidays."""
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from moments import MINUTE, Quiet, from_wall, to_wall

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
BEFORE_CLOSING = 10 * MINUTE


@dataclass(frozen=True)
class Window:
    """Minutes of the day; one that ends at or before it begins ends on the next day, and belongs to the day it opens on."""
    days: tuple = tuple(WEEKDAYS)
    begin: int = 0
    end: int = 24 * 60

    def json(self):
        def clock(minute):
            return f"{minute // 60:02}:{minute % 60:02}"
        return {"days": list(self.days), "from": clock(self.begin), "until": clock(self.end)}


@dataclass
class SendTimes:
    quiet: Quiet = field(default_factory=Quiet)
    window: Window = None  # none: always open
    holidays: tuple = ()  # as ISO dates

    def _opening(self, day, zone):
        """When the window is open that opens on that day; None: it does not."""
        if WEEKDAYS[day.weekday()] not in self.window.days or day.isoformat() in self.holidays:
            return None
        midnight = datetime.combine(day, time())
        later = timedelta(days=1) if self.window.end <= self.window.begin else timedelta()
        opens = from_wall(midnight + timedelta(minutes=self.window.begin), zone)
        closes = from_wall(midnight + later + timedelta(minutes=self.window.end), zone)
        return (opens, closes) if opens < closes else None

    def _openings(self, moment, zone, first, last, step):
        today = to_wall(moment, zone).date()
        days = (today + timedelta(days=number) for number in range(first, last, step))
        return [opening for opening in (self._opening(day, zone) for day in days) if opening]

    def _opens(self, moment, zone):
        if self.window is None:
            return moment
        for opens, closes in self._openings(moment, zone, -1, 60, 1):
            if closes > moment:
                return max(opens, moment)
        raise RuntimeError("a window that does not open within two months")

    def _last_closed(self, moment, zone):
        return next(closes for _, closes in self._openings(moment, zone, 0, -32, -1) if closes <= moment)

    def next(self, moment, zone):
        """The moment itself, or when messages may be sent again."""
        while True:
            allowed = self.quiet.over(moment, zone) if self.quiet.holds(moment, zone) else moment
            opens = self._opens(allowed, zone)
            if opens == moment:
                return moment
            moment = opens

    def allow(self, moment, zone):
        return self.next(moment, zone) == moment

    def before(self, moment, zone):
        """A little before they could last be sent; when that time begins, where it is shorter."""
        while True:
            last = moment - 1
            if self.quiet.holds(last, zone):
                moment = self.quiet.began(last, zone)
            elif self._opens(last, zone) != last:
                moment = self._last_closed(last, zone)
            else:
                return min(self.next(moment - BEFORE_CLOSING, zone), moment)


def holidays_near(moment, zone, offsets):
    """So many days after it, as ISO dates."""
    today = to_wall(moment, zone).date()
    return [(today + timedelta(days=days)).isoformat() for days in offsets]
