"""The server that a Perl test has started: its clock, its databases, its restarts.

Where it is stands in the environment: PGHOST, PGPORT, PGDATA, SERVER_LOG; pg_ctl is in the PATH.
"""
import os
import subprocess
import time
from contextlib import closing, contextmanager

import psycopg2

from moments import SECOND, to_datetime

PROBES = """
create function automation_probe_set_clock(timestamptz) returns timestamptz
    language c as '$libdir/automation', 'automation_probe_set_clock';
create function automation_probe_spread(bigint, bigint) returns interval
    language c strict as '$libdir/automation', 'automation_probe_spread';
"""

STATE = "select state from automation_status() where database = current_database()"
# Tenants use the same ids: without the tenant, the run of an automation that is disabled counts as one of another's.
# Runs that are due, but for those that wait for a column of their lead, as long as they are not too late for it.
LEFT = """
select q.tenant_id, q.id from automation_queue q join automations a on a.id = q.automation_id and a.tenant_id = q.tenant_id
  left join leads l on l.id = q.lead_id and l.tenant_id = q.tenant_id
  left join bookings b on b.id = q.booking_id and b.tenant_id = q.tenant_id
 where q.kind = 'run' and q.run_at <= %s and a.enabled
   and not (coalesce('email' = any(a.needs) and (l.email is null or l.email ~ '[<(:]') or 'phone' = any(a.needs) and l.phone is null
                    or 'attributes.tier' = any(a.needs) and not l.attributes ? 'tier', false)
           and least(q.run_at + coalesce(a.max_lateness, case a.type when 'confirmation' then interval '2 hours'
                                                                     when 'crm_update' then interval '100 years'
                                                                     when 'booking_reminder' then interval '100 years'
                                                                     else interval '24 hours' end),
                     case a.type when 'booking_reminder' then b.starts_at end) > %s)"""


class Server:
    def __init__(self):
        self.database = "postgres"
        self.session = self.connect()
        self.stays = set()  # of the runs that are due at this moment, those that were waited for in vain

    def connect(self, database=None):
        session = psycopg2.connect(dbname=database or self.database, application_name="histories",
                                   options="-c lock_timeout=10s -c statement_timeout=60s -c timezone=Asia/Kathmandu "
                                           "-c client_min_messages=warning")
        session.autocommit = True
        return session

    def rows(self, statement, arguments=None):
        with self.session.cursor() as cursor:
            cursor.execute(statement, arguments)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def snapshot(self):
        """What is read inside is of one moment: the worker may be at work meanwhile."""
        self.rows("begin isolation level repeatable read read only")
        try:
            yield
        finally:
            self.rows("rollback")

    def use_new_database(self, name, now):
        """An empty database with the extension, served by the worker from `now` on. The one before it is gone."""
        old, self.database = self.database, name
        self.session.close()
        with closing(self.connect("postgres")) as maintenance, maintenance.cursor() as cursor:
            if old != "postgres":
                cursor.execute(f"drop database {old} with (force)")
            cursor.execute(f"create database {name}")
        self.session = self.connect()
        self.rows("create extension automation")
        self.rows(PROBES)
        self.set_clock(now)
        self.rows("select automation_start()")
        self.wait_for_worker()

    def set_clock(self, moment):
        self.rows("select automation_probe_set_clock(%s)", [to_datetime(moment)])
        self._clock_shows(moment)
        self.stays = set()

    def _clock_shows(self, moment):
        self.was, self.since = moment, time.monotonic()

    def clock(self):
        """It goes on."""
        return self.was + round((time.monotonic() - self.since) * SECOND)

    def run(self):
        """Everything that is due at this moment: what the worker holds, it has done."""
        self.rows("call automation_run()")
        self._poll(STATE, lambda answer: answer[0][0] != "working", 5)

    def run_to_the_end(self, moment):
        """The same where rows were locked a moment ago: the worker comes back to them within a second. What it leaves
        after all is for others to find, and waited for once: an edit of the rule or the settings gives more time to what
        waits for a column."""
        deadline = time.monotonic() + 5
        self.run()
        while (left := set(self.rows(LEFT, [to_datetime(moment)] * 2))) - self.stays and time.monotonic() < deadline:
            self.run()
        self.stays |= left

    def wait_for_worker(self):
        self._wait(STATE, lambda answer: answer and answer[0][0] == "idle", "the worker does not serve")

    def _wait(self, statement, enough, complaint):
        if not enough(answer := self._poll(statement, enough, 60)):
            raise RuntimeError(f"{complaint}: {answer}")

    def _poll(self, statement, enough, seconds):
        """The answer that is enough, or the last one."""
        deadline = time.monotonic() + seconds
        while not enough(answer := self.rows(statement)) and time.monotonic() < deadline:
            time.sleep(0.02)
        return answer

    def restart(self, mode, moment):
        """The test clock is in shared memory: no worker may run before it is set again."""
        self.rows("alter system set automation.workers = 0")
        if mode == "fast":
            # Its sessions end before the worker does, which would go on with what they had locked.
            self.rows("select pg_reload_conf()")
            self._poll(STATE, lambda answer: answer[0][0] not in ("idle", "working"), 10)
        self.session.close()
        self._control("stop", "-m", mode)
        self._control("start", "-l", os.environ["SERVER_LOG"])
        self.session = self.connect()
        self.set_clock(moment)
        self.rows("alter system set automation.workers = 1")
        self.rows("select pg_reload_conf()")
        self.wait_for_worker()

    @staticmethod
    def _control(what, *more):
        done = subprocess.run(["pg_ctl", "-D", os.environ["PGDATA"], "-w", "-t", "60", what, *more],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise RuntimeError(f"pg_ctl {what}: {done.stderr.decode()}")
