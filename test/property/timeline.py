"""When the test clock stops, and when transactions may stay open; shared by all tenants that are played together."""
from dataclasses import dataclass, field

from moments import HOUR, MINUTE, SECOND, parse

# Moments written into the data lie on a grid, those of bookings beside it, those of the clock between its lines and each
# at a place of its own: what follows from one never falls into the seconds of another. Ten minutes before a line belong
# to reminders that go before quiet hours.
GRID = 15 * MINUTE
BOOKINGS = GRID // 2
PLACES = [place for place in range(25, 900, 25) if place not in (300, BOOKINGS // SECOND)]
# Within the hour that the dispatcher looks ahead: what becomes due until the next step has been found, as in life. Not the
# hour itself: what follows whole hours after something done on the way would fall together with a later step. Nor a
# number of tenths of a second: rounds are that far apart, and what is due at the very moment of a step has no doubt.
PACE = HOUR - 13_103_000
# Around changes of the clock in Europe, America, Australia, and the turn of the year.
BEGINNINGS = ["2026-03-04", "2026-03-24", "2026-04-01", "2026-09-30", "2026-10-20", "2026-10-28", "2026-12-27", "2027-02-22",
              "2027-06-01"]


@dataclass
class Stop:
    at: int
    rounds: int  # in each of them every tenant makes a step
    restart: str = None  # of the server, at that moment: fast or immediate
    jump: bool = False  # to here at once, as if nobody had been there meanwhile

    def way_from(self, before):
        """The moments at which the clock is set to come here."""
        steps = [] if self.jump else range((self.at - before - MINUTE) // PACE, 0, -1)
        return [self.at - step * PACE for step in steps] + [self.at]


@dataclass
class Timeline:
    """Transactions begin in the rounds of `begins` and have ended after those of `ends`, both in order: what one of them
    has kept from being seen is looked at only when none that is older is open, whoever's it is."""
    stops: list
    begins: list = field(default_factory=list)
    ends: list = field(default_factory=list)


def random_timeline(random, stops=32, restarts=2, jumps=2, transactions=6):
    at = parse(random.choice(BEGINNINGS) + "T00:00+00:00") + random.randrange(96) * GRID
    timeline = Timeline([])
    for number, place in enumerate(random.sample(PLACES, stops)):
        at = (at + random_step(random) if number else at) // GRID * GRID + place * SECOND
        if number and at < timeline.stops[-1].at + 2 * MINUTE:
            at += GRID
        timeline.stops.append(Stop(at, 8 if number == 0 else random.choice([2, 2, 3, 4])))
    for stop in random.sample(timeline.stops[5:], restarts):
        stop.restart = random.choice(["fast", "immediate"])
    # What they do to a history may leave it without an answer: better late than early.
    for stop in random.sample(timeline.stops[-8:], jumps):
        stop.jump = True
    rounds = [(number, round) for number, stop in enumerate(timeline.stops) if number for round in range(stop.rounds)]
    edges = sorted(random.sample(rounds, 2 * transactions))
    timeline.begins, timeline.ends = edges[::2], edges[1::2]
    return timeline


def random_step(random):
    return random.choice([random.randint(1, 50) * MINUTE, random.randint(1, 50) * MINUTE, random.randint(1, 14) * HOUR,
                          random.randint(1, 14) * HOUR, random.randint(1, 14) * HOUR, random.randint(15, 80) * HOUR])
