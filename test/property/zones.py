#!/usr/bin/env python3
"""zones.py COUNT [SEED] — delays in all time zones against zoneinfo; started by test/t/debug_time_zones.pl.

Prints the seed and the first differences; status 1 where there is one.
"""
import random
import sys
from functools import lru_cache
from zoneinfo import available_timezones

from moments import DAY, HOUR, MINUTE, SECOND, UTC, after, find_zone, from_datetime, parse, show, to_datetime, to_wall
from server import Server

BATCH = 5000
FIRST, LAST = parse("1970-01-02T00:00+00:00"), parse("2037-12-30T00:00+00:00")
PROBE = """create function automation_probe_after(timestamptz, bigint, bigint, text) returns timestamptz
    language c as '$libdir/automation', 'automation_probe_after'"""
ASK = """select automation_probe_after(m, d, h, z)
    from unnest(%s::timestamptz[], %s::bigint[], %s::bigint[], %s::text[]) as asked (m, d, h, z)"""


def offset(moment, zone):
    return from_datetime(to_wall(moment, zone).replace(tzinfo=UTC)) - moment


@lru_cache(maxsize=None)
def changes(name):
    """The moments at which the zone's offset changes, to the second; found by looking every ten days, so that a change
    that is taken back sooner may be missed."""
    zone, found = find_zone(name), []
    for begin in range(FIRST, LAST, 10 * DAY):
        end = begin + 10 * DAY
        if offset(begin, zone) != offset(end, zone):
            while end - begin > SECOND:
                middle = (begin + end) // 2 // SECOND * SECOND
                begin, end = (begin, middle) if offset(middle, zone) != offset(begin, zone) else (middle, end)
            found.append(end)
    return found


def random_triple(chance, names):
    """A delay that starts or, more often, ends near a change of the clock."""
    name = chance.choice(names)
    days = chance.choice([0, 1, 1, 2, 7, chance.randint(-40, 400)])
    hours = chance.choice([0, 0, 1, 24, chance.randint(-100, 9000)])
    moment = chance.randrange(FIRST, LAST)
    near = changes(name)
    if near and chance.random() < 0.8:
        moment = chance.choice(near) + chance.randint(-5 * HOUR, 5 * HOUR)
        if chance.random() < 0.6:
            moment -= days * DAY
        if chance.random() < 0.5:
            moment = moment // MINUTE * MINUTE
    return moment, days, hours, name


def main():
    count = int(sys.argv[1])
    seed = sys.argv[2] if len(sys.argv) > 2 else str(random.SystemRandom().randrange(10**9))
    print(f"# seed {seed}", flush=True)
    chance = random.Random(seed)
    server = Server()
    known = {name for (name,) in server.rows("select name from pg_timezone_names")}
    # A word with a digit (EST5EDT) is no zone's name here: it may as well be a POSIX rule.
    names = sorted(name for name in available_timezones() & known if "/" in name or name.isalpha())
    server.rows(PROBE)
    differing = 0
    for begin in range(0, count, BATCH):
        triples = [random_triple(chance, names) for _ in range(min(BATCH, count - begin))]
        moments, days, hours, zones = (list(column) for column in zip(*triples))
        answers = server.rows(ASK, [[to_datetime(moment) for moment in moments], days, hours, zones])
        for (moment, day, hour, name), (answer,) in zip(triples, answers, strict=True):
            expected, found = after(moment, day, hour, find_zone(name)), from_datetime(answer)
            if expected != found:
                differing += 1
                if differing <= 10:
                    print(f"# {show(moment)} + {day} days {hour} hours in {name}: expected {show(expected)}, "
                          f"found {show(found)}")
    print(f"{count} triples in {len(names)} zones, {differing} differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
