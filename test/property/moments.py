"""Moments, delays and quiet hours, by Python's own time zones.

A moment is a whole number of microseconds since 1970 in UTC: what PostgreSQL stores, without its code.
"""
from datetime import datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
UTC = ZoneInfo("UTC")


def from_datetime(value):
    """The moment of an aware datetime; None stays None."""
    return None if value is None else (value - EPOCH) // timedelta(microseconds=1)


def to_datetime(moment):
    """The moment as an aware datetime in UTC; None stays None."""
    return None if moment is None else EPOCH + timedelta(microseconds=moment)


def parse(text):
    """The moment of an ISO text such as 2026-03-28T10:15+00:00."""
    return from_datetime(datetime.fromisoformat(text))


def show(moment):
    """To the second, in UTC, for people."""
    return "never" if moment is None else to_datetime(moment).strftime("%a %Y-%m-%d %H:%M:%S")


@lru_cache(maxsize=None)
def find_zone(name):
    """The zone of an IANA name, None where there is none by that name."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def zone_of(*names):
    """The first of the names that names a zone, else UTC."""
    for name in names:
        if zone := find_zone(name):
            return zone
    return UTC


def to_wall(moment, zone):
    """What a clock on the wall shows, as a naive datetime."""
    return to_datetime(moment).astimezone(zone).replace(tzinfo=None)


def from_wall(wall, zone):
    """The moment of a wall-clock time. With fold=0 zoneinfo takes the first of an hour that comes twice, and in a gap the
    offset before it, which moves the time forward by the gap's length: the rule of the specification."""
    return from_datetime(wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc))


@lru_cache(maxsize=200_000)
def after(moment, days, hours, zone):
    """`moment` plus days of the calendar on the zone's wall, plus elapsed hours (a fraction, for minutes); both may be
    negative."""
    if days:
        moment = from_wall(to_wall(moment, zone) + timedelta(days=days), zone)
    return moment + int(hours * HOUR)


def midnight(moment, zone, days=0):
    """The beginning of the moment's day, or of a day later."""
    wall = to_wall(moment, zone)
    return from_wall(datetime.combine(wall.date() + timedelta(days=days), time()), zone)


class Quiet:
    """Quiet hours: from and until as minutes of the day, possibly over midnight; none where equal or absent."""

    def __init__(self, begin=None, end=None):
        self.begin, self.end = begin, end
        self.any = begin is not None and end is not None and begin != end

    def holds(self, moment, zone):
        if not self.any:
            return False
        wall = to_wall(moment, zone)
        minute = wall.hour * 60 + wall.minute
        if self.begin < self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end

    def over(self, moment, zone):
        """When the quiet hours that the moment lies in are over."""
        return self._on_the_wall(moment, zone, self.end, lambda wall, edge: edge <= wall, 1)

    def began(self, moment, zone):
        """When the quiet hours that the moment lies in have begun."""
        return self._on_the_wall(moment, zone, self.begin, lambda wall, edge: edge > wall, -1)

    @staticmethod
    def _on_the_wall(moment, zone, minute, wrong_side, step):
        wall = to_wall(moment, zone)
        edge = datetime.combine(wall.date(), time(minute // 60, minute % 60))
        if wrong_side(wall, edge):
            edge += timedelta(days=step)
        return from_wall(edge, zone)
