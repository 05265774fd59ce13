"""The steps of a sequence as they are written in JSON, and which of them follows which."""
from datetime import datetime, time, timedelta

from moments import Quiet, after, from_wall, to_wall
from send_times import WEEKDAYS, SendTimes, Window


def branches(step):
    """The lists of steps in it, by name."""
    if "split" in step:
        return {arm["name"]: arm["steps"] for arm in step["split"]}
    return {name: step.get(name) or [] for name in ("then", "else")}


def all_steps(steps):
    """Each of them, with those in branches."""
    for step in steps:
        yield step
        for branch in branches(step).values():
            yield from all_steps(branch)


class Steps:
    """`after` has what follows a step behind its branches; None: the end."""

    def __init__(self, steps):
        self.first = steps[0]["name"]
        self.named, self.after = {}, {}
        self._read(steps, None)

    def _read(self, steps, behind):
        for step, following in zip(steps, [*steps[1:], None]):
            name = step["name"]
            self.named[name] = step
            self.after[name] = following["name"] if following else behind
            for branch in branches(step).values():
                self._read(branch, self.after[name])

    def into(self, name, branch):
        """The first step of a branch, else what is behind it."""
        inside = branches(self.named[name]).get(branch)
        return inside[0]["name"] if inside else self.after[name]

    def ahead(self, name):
        """All that may come from that step on, with itself."""
        found, left = [], [name]
        while left:
            name = left.pop()
            if name is not None and name not in found:
                found.append(name)
                if "exit" in self.named[name]:
                    continue
                left += [self.into(name, branch) for branch in branches(self.named[name])] + [self.after[name]]
        return found


def kind_of(step):
    for kind in ("if", "split", "exit", "actions"):
        if kind in step:
            return kind
    return "message" if "message_template" in step else "for" if awaited(step) is not None else "pause"


def awaited(step):
    """What a wait is for: reply, booking, or conditions; None: it is another wait."""
    wait = step.get("wait")
    return wait.get("for") if isinstance(wait, dict) else None


def date_wait(step):
    """A wait until a moment of the lead or the booking; None: it is another wait."""
    wait = step.get("wait")
    until = wait.get("until") if isinstance(wait, dict) else None
    return until if isinstance(until, dict) else None


def is_span(step):
    """What follows such a wait, or none, is never too late."""
    wait = step.get("wait")
    return not isinstance(wait, dict) or not {"until", "between", "for"} & set(wait)


def span(written):
    """Days and hours (a fraction)."""
    if isinstance(written, dict):
        return written.get("days", 0), written.get("hours", 0) + written.get("minutes", 0) / 60
    number, unit = written.split()
    return (int(number), 0) if unit.startswith("day") else (0, int(number) / (60 if unit.startswith("minute") else 1))


def clock(text):
    return time.fromisoformat(text)


def minutes(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def wait_over(wait, begins, zone):
    """When a wait that is no date's is over; of one for something, when it is over without it."""
    if isinstance(wait, str):
        return after(begins, *span(wait), zone)
    if "for" in wait:
        return after(begins, *span(wait["at_most"]), zone)
    begins = after(begins, *span(wait), zone)
    days = wait.get("weekdays", WEEKDAYS)
    if "between" in wait:
        return SendTimes(Quiet(), Window(tuple(days), *map(minutes, wait["between"]))).next(begins, zone)
    if "until" not in wait:
        return begins
    today = to_wall(begins, zone).date()
    for day in (today + timedelta(days=number) for number in range(9)):
        moment = from_wall(datetime.combine(day, clock(wait["until"])), zone)
        if WEEKDAYS[day.weekday()] in days and moment >= begins:
            return moment
    raise RuntimeError("a time of day that does not come within a week")
