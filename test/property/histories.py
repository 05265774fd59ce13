#!/usr/bin/env python3
"""histories.py COUNT [SEED] — random histories against the reference; started by test/t/debug_time_histories.pl.

Prints the seed, and for every kind of failure the smallest history that fails. The same seed and count make the same
histories. Status 1 when one differs, or when more than half end before
their end because the specification does not say how they go on.
"""
import random
import sys
import time

from generate import Generator
from moments import show
from play import Play, TooSlow
from server import Server
from shrink import shrink
from timeline import random_timeline

AT_ONCE = 100  # tenants of one database
SHOWN = 3  # failures
SHRINK_SECONDS = 60
TRIES = 3  # of a wave that a busy machine has not played in time


MOMENTS = ("moment", "starts", "ends", "last_contacted", "created_at")


def describe(step):
    name, arguments = step
    words = [f"{key}={show(value) if key in MOMENTS and value else value!r}"
             for key, value in arguments.items() if key != "steps"]
    inside = "".join(f"\n#                           {describe(inner)}" for inner in arguments.get("steps", []))
    return f"{name} {' '.join(words)}{inside}"


def tell(tenant, timeline):
    """The history and what is wrong, for people."""
    for number, stop in enumerate(timeline.stops):
        if stop.at > tenant.world.now:
            break
        made = [entry for entry in tenant.done if entry[0] == number]
        if stop.restart or stop.jump:
            how = f"the server restarts ({stop.restart})" if stop.restart else "the clock jumps"
            print(f"#   {show(stop.at)}  {how}")
        for _, at, name, arguments in made:
            print(f"#   {show(at)}  {describe((name, arguments))}")
    print(f"#   {show(tenant.world.now)}  and then")
    for difference in tenant.differences:
        print(f"#     {difference}")


def play_wave(server, wave, seed, count):
    """Plays that many histories; the differing tenants and how many end early."""
    chance = random.Random(f"{seed}/{wave}")
    timeline = random_timeline(chance)
    histories = [Generator(chance, timeline).history for _ in range(count)]
    began = time.monotonic()
    tenants = None
    for attempt in range(TRIES):
        try:
            tenants = Play(server, timeline, histories).run(f"wave{wave}_{attempt}")
            break
        except TooSlow as slow:
            print(f"# wave {wave}: {slow}", flush=True)
    if tenants is None:
        return timeline, [], count
    different = [tenant for tenant in tenants if tenant.ended == "different"]
    unclear = sum(1 for tenant in tenants if tenant.ended == "unclear")
    steps = sum(len(tenant.done) for tenant in tenants)
    print(f"# wave {wave} from {show(timeline.stops[0].at)}: {count} histories, {steps} steps, {len(different)} differ, "
          f"{unclear} end early, {time.monotonic() - began:.1f} s", flush=True)
    return timeline, different, unclear


def main():
    count = int(sys.argv[1])
    seed = sys.argv[2] if len(sys.argv) > 2 else str(random.SystemRandom().randrange(10**9))
    print(f"# seed {seed}", flush=True)
    server = Server()
    differing = unclear = shown = wave = 0
    left = count
    while left > 0:
        timeline, different, silent = play_wave(server, wave, seed, min(left, AT_ONCE))
        differing += len(different)
        unclear += silent
        for tenant in different[: SHOWN - shown]:
            shown += 1
            timeline_then, smallest = shrink(server, timeline, tenant.history, SHRINK_SECONDS)
            print(f"# {tenant.name} of wave {wave}" + (", made small:" if smallest else " (alone it does not fail):"))
            tell(smallest or tenant, timeline_then)
        left -= AT_ONCE
        wave += 1
    print(f"{count} histories, {differing} differ, {unclear} end early")
    sys.exit(1 if differing or unclear * 5 > count * 4 else 0)


if __name__ == "__main__":
    main()
