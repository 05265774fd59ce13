"""The smallest history that still fails: steps are left out as long as it does (delta debugging).

All candidates of one turn are played at once, as tenants of one database, so a turn costs about as much as one history.
"""
import time
from dataclasses import replace

from play import Play, TooSlow

LARGEST_TURN = 24  # candidates


def play_apart(server, name, timeline, histories):
    """The tenants that differ, by their place among the histories."""
    try:
        tenants = Play(server, timeline, histories).run(name)
    except TooSlow:
        return {}
    return {number: tenant for number, tenant in enumerate(tenants) if tenant.ended == "different"}


def shrink(server, timeline, history, seconds):
    """The timeline, without restarts if they do not matter, and the smallest failing tenant found in the time; None where
    the history alone does not fail."""
    deadline = time.monotonic() + seconds
    turn = 0

    def play(timeline, histories):
        nonlocal turn
        turn += 1
        return play_apart(server, f"shrink{turn}", timeline, histories)

    calm = replace(timeline, stops=[replace(stop, restart=None) for stop in timeline.stops])
    for candidate in (calm, timeline):
        if best := play(candidate, [history]).get(0):
            timeline = candidate
            break
    else:
        return timeline, None
    history = reach(best)
    parts = 2
    while len(history) > 1 and time.monotonic() < deadline:
        candidates = without_parts(history, parts)
        failing = play(timeline, candidates)
        if failing:
            place = min(failing, key=lambda number: len(candidates[number]))
            best, history = failing[place], reach(failing[place])
            parts = max(2, parts - 1)
        elif parts >= len(history):
            break
        else:
            parts = min(len(history), parts * 2)
    return timeline, best


def reach(tenant):
    """The steps of the history that were made before it failed."""
    last = tenant.done[-1][0] if tenant.done else 0
    return {place: step for place, step in tenant.history.items() if place[0] <= last}


def without_parts(history, parts):
    """The history without one of its parts, for each of them; first those that leave least."""
    places = sorted(history)
    size = -(-len(places) // parts)
    pieces = [places[start:start + size] for start in range(0, len(places), size)]
    return [{place: history[place] for place in places if place not in piece} for piece in pieces][:LARGEST_TURN]
