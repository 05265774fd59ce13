#!/usr/bin/env python3
"""agreement.py PAIRS [SEED] — what explain, why, upcoming and preview say, against what the worker then does; started by
test/t/debug_agreement.pl.

A pair is an automation, a lead and a booking (or none) in a random state. It is asked about, the test clock goes on to
the first moment at which something is to come for the lead, and what the worker has done is compared: who, what, why and
when. Status 1 when one differs, or when a kind of state was not met.
"""
import random
import sys
import time

from moments import MINUTE, SECOND, from_datetime, parse, to_datetime
from server import Server
from tally import MOST, Tally
from wave import Wave


class ClockedServer(Server):
    """Knows what its worker does."""

    def next_check(self, latest):
        """When the dispatcher wakes up next, but not later."""
        rows = self.rows("select min(run_at) from automation_queue where kind = 'run' and run_at between %s and %s",
                         [to_datetime(self.clock()), to_datetime(latest)])
        return from_datetime(rows[0][0]) or latest

    def stop_worker(self):
        self.rows("select automation_stop()")
        self._wait("select state from automation_status()", lambda answer: answer[0][0] == "stopped", "the worker goes on")
        self._wait("select count(*) from pg_stat_activity where datname = current_database() and backend_type ~ 'automation'",
                   lambda answer: answer[0][0] == 0, "the worker goes on")

    def start_worker(self):
        self.rows("select automation_start()")
        self.wait_for_worker()


def main():
    wanted = int(sys.argv[1])
    seed = sys.argv[2] if len(sys.argv) > 2 else str(random.SystemRandom().randrange(10**9))
    print(f"# seed {seed}", flush=True)
    server, tally, wave = ClockedServer(), Tally(), 0
    # A rare kind of state may need more than was asked for, within reason.
    while (tally.pairs < wanted or (tally.empty_kinds() and wave < 8)) and len(tally.differences) <= MOST:
        began, before = time.monotonic(), tally.pairs
        chance = random.Random(f"{seed}/{wave}")
        goal = max(wanted, tally.pairs + wanted // 2 if wave else 0)
        Wave(server, chance, tally, goal).run(f"agreement{wave}", parse("2026-03-24T00:00+00:00") + chance.randrange(96) * 15 * MINUTE)
        print(f"# wave {wave}: {tally.pairs - before} pairs, {time.monotonic() - began:.1f} s", flush=True)
        wave += 1
    sys.exit(0 if tally.report() else 1)


if __name__ == "__main__":
    main()
