#!/usr/bin/env python3
"""histories.py COUNT [SEED] — random histories against the reference; started by test/t/debug_time_histories.pl.

Prints the seed, and for every kind of failure the smallest history that fails. The same seed and count make the same
histories. Status 1 when one differs or is not played, or when more than four of five end before their end because the
specification does not say how they go on.
"""
import random
import sys
import time

from moments import show
from play import Play, TooSlow
from sequence_rules import SequenceGenerator
from server import Server
from shrink import shrink
from timeline import random_timeline

AT_ONCE = 100  # tenants of one database
SHOWN = 3  # failures
SHRINK_SECONDS = 60
FEWEST = 6  # histories that a busy machine must play side by side


MOMENTS = ("moment", "starts", "ends", "last_contacted", "created_at")


def describe(step):
    name, arguments = step
    words = [f"{key}={show(value) if key in MOMENTS and value else value!r}"
             for key, value in arguments.items() if name != "hold"]
    inside = "".join(f"\n#                           {describe(inner)}" for inner in arguments["steps"]) if name == "hold" else ""
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
    histories = [SequenceGenerator(chance, timeline).history for _ in range(count)]
    began = time.monotonic()
    tenants = play_in_time(server, f"wave{wave}", timeline, histories)
    different = [tenant for tenant in tenants if tenant.ended == "different"]
    unclear = sum(1 for tenant in tenants if tenant.ended == "unclear")
    steps = sum(len(tenant.done) for tenant in tenants)
    inside = sum(1 for tenant in tenants if tenant.entered)
    print(f"# wave {wave} from {show(timeline.stops[0].at)}: {len(tenants)} histories ({inside} with people in sequences), "
          f"{steps} steps, {len(different)} differ, "
          f"{unclear} end early, {time.monotonic() - began:.1f} s", flush=True)
    return timeline, different, unclear, len(tenants)


def play_in_time(server, name, timeline, histories):
    """The tenants of these histories: side by side where the machine is fast enough for that, else half of them after the
    other. Without those that are too slow by themselves."""
    try:
        return Play(server, timeline, histories).run(name)
    except TooSlow as slow:
        print(f"# {name}: {slow}", flush=True)
    if len(histories) <= FEWEST:
        return []
    half = len(histories) // 2
    return (play_in_time(server, f"{name}a", timeline, histories[:half])
            + play_in_time(server, f"{name}b", timeline, histories[half:]))


def main():
    count = int(sys.argv[1])
    seed = sys.argv[2] if len(sys.argv) > 2 else str(random.SystemRandom().randrange(10**9))
    print(f"# seed {seed}", flush=True)
    server = Server()
    played = differing = unclear = shown = wave = 0
    left = count
    while left > 0:
        timeline, different, silent, made = play_wave(server, wave, seed, min(left, AT_ONCE))
        differing += len(different)
        unclear += silent
        played += made
        for tenant in different[: SHOWN - shown]:
            shown += 1
            timeline_then, smallest = shrink(server, timeline, tenant.history, SHRINK_SECONDS)
            print(f"# {tenant.name} of wave {wave}" + (", made small:" if smallest else " (alone it does not fail):"))
            tell(smallest or tenant, timeline_then)
        left -= AT_ONCE
        wave += 1
    print(f"{played} histories, {differing} differ, {unclear} end early")
    sys.exit(1 if differing or played < count or unclear * 5 > count * 4 else 0)


if __name__ == "__main__":
    main()
