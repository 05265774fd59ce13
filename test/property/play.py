"""Plays many histories side by side, as tenants of one database on one timeline of the test clock."""
import time
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from moments import SECOND, from_datetime
from tenant import TOLERANCE, Tenant

ACTIVITIES = """
select id, tenant_id, type, automation_id, lead_id, booking_id, details ->> 'event', details ->> 'reason',
       nullif(details ->> 'step', ''), created_at
  from activities where created_at >= to_timestamp(%s) and type not in ('lead_opted_out', 'lead_opted_in', 'lead_merged')"""
INSIDE = """
select tenant_id, automation_id, lead_id, booking_id, entry ->> 'step', entry -> 'arms' from automation_enrollments
 where entry is not null"""
ARM = """
select entry -> 'arms' ->> %s from automation_enrollments
 where tenant_id = %s and automation_id = %s and lead_id = %s and booking_id is not distinct from %s and entry is not null"""
WAITING = "select tenant_id, automation_id, lead_id, booking_id, event, run_at from automation_queue where kind = 'run'"
LEADS = "select tenant_id, id, opted_out, last_contacted, silent_since, last_inbound_at from leads"
REFUSALS = "select tenant_id, channel, address, cause from automation_suppressions where reason = 'opted_out'"
SPREAD = "select extract(epoch from automation_probe_spread(%s, %s))"


class TooSlow(Exception):
    """A stop took longer than the reference allows for."""


class Activity(NamedTuple):
    type: str
    automation: int
    lead: int
    booking: int
    event: str
    reason: str
    step: str
    at: int  # when the clock was set last before


class Waiting(NamedTuple):
    automation: int
    lead: int
    booking: int
    event: str
    run_at: int


class Inside(NamedTuple):
    automation: int
    lead: int
    booking: int
    step: str
    arms: dict


class LeadRow(NamedTuple):
    lead: int
    opted_out: list
    last_contacted: int
    silent_since: int
    last_inbound: int


@dataclass
class Seen:
    """What the database shows of one tenant."""
    activities: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    inside: list = field(default_factory=list)
    leads: list = field(default_factory=list)
    refusals: list = field(default_factory=list)


class Play:
    def __init__(self, server, timeline, histories):
        self.server, self.timeline = server, timeline
        self.spreads = {}
        self.tenants = [Tenant(f"t{number}", history, self.spread, self.arm) for number, history in enumerate(histories)]
        self.known = set()  # activities
        self.clocks = []  # all that the clock was set to
        self.began = timeline.stops[0].at  # where the transactions began that may be open

    def spread(self, lead, automation):
        key = lead, automation
        if key not in self.spreads:
            self.spreads[key] = round(float(self.server.rows(SPREAD, key)[0][0]) * SECOND)
        return self.spreads[key]

    def arm(self, split, *whose):
        rows = self.server.rows(ARM, [split, *whose])
        return rows[0][0] if rows else None

    def live(self):
        return [tenant for tenant in self.tenants if tenant.ended is None]

    def run(self, name):
        """All of the timeline in a new database; ends early when nobody is left. The tenants."""
        stops = self.timeline.stops
        self.server.use_new_database(name, stops[0].at)
        try:
            for number, stop in enumerate(stops):
                if not self.live():
                    break
                since = self.clocks[-1] if self.clocks else stop.at
                for moment in stop.way_from(since):
                    self._go_to(moment, stop.restart if moment == stop.at else None, stop.jump)
                self._compare(since)
                self._make_steps(number, stop, since)
        finally:
            for tenant in self.tenants:
                tenant.close()
        return self.tenants

    def _go_to(self, moment, restart, jump):
        self.clocks.append(moment)
        if restart:
            self.server.restart(restart, moment)
        else:
            self.server.set_clock(moment)
        for tenant in self.live():
            tenant.move_to(moment)
            if restart:
                tenant.lose_transaction()
            if restart or jump:
                tenant.world.doubt_order()
        self._settle(moment)

    def _make_steps(self, number, stop, since):
        began = time.monotonic()
        for round in range(stop.rounds):
            ends = (number, round) in self.timeline.ends
            if (number, round) in self.timeline.begins:
                self.began = since
            for tenant in self.live():
                tenant.move_to(stop.at, round + 1)
                tenant.act(number, round, self.server, ends)
            self._settle(stop.at, round + 1, unlocked=ends)
            self._compare(since)
            if (time.monotonic() - began) * SECOND > TOLERANCE:
                raise TooSlow(f"a stop of the clock took {time.monotonic() - began:.0f} s")

    def _settle(self, moment, round=0, unlocked=False):
        self.server.run()
        if unlocked:
            self.server.run_to_the_end(self.server.clock())  # a step may take a second, in which something becomes due
        for tenant in self.live():
            tenant.move_to(moment, round)
            tenant.world.settle()

    def _compare(self, since):
        seen = self._look(since)
        for tenant in self.live():
            tenant.compare(seen[tenant.name])

    def _look(self, since):
        seen = defaultdict(Seen)
        with self.server.snapshot():
            for id, tenant, *columns, created_at in self.server.rows(ACTIVITIES, [min(since, self.began) / SECOND]):
                if id not in self.known:
                    self.known.add(id)
                    at = self.clocks[bisect_right(self.clocks, from_datetime(created_at)) - 1]
                    seen[tenant].activities.append(Activity(*columns, at))
            for tenant, *columns in self.server.rows(INSIDE):
                seen[tenant].inside.append(Inside(*columns))
            for tenant, *columns, run_at in self.server.rows(WAITING):
                seen[tenant].waiting.append(Waiting(*columns, from_datetime(run_at)))
            for tenant, lead, opted_out, *moments in self.server.rows(LEADS):
                seen[tenant].leads.append(LeadRow(lead, opted_out, *map(from_datetime, moments)))
            for tenant, channel, address, cause in self.server.rows(REFUSALS):
                # What came with an import is taken back like what an application wrote.
                seen[tenant].refusals.append((channel, address, "application" if cause == "import" else cause))
        return seen
