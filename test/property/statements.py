"""The steps of a history as statements for the database, the way an application writes them.

Every tenant numbers its rows from 1 on, so that the ids of all tenants coincide: nothing may go by an id alone.
"""
import json
from collections import Counter

from addresses import comparable, written
from dates import FIELD, clock_of
from moments import to_datetime

RULE_COLUMNS = {"type": "type", "trigger": "trigger", "days": "delay_days", "hours": "delay_hours",
                "minutes": "delay_minutes", "needs": "needs", "channel": "channel", "stop_on_reply": "stop_on_reply", "max_runs": "max_runs", "enabled": "enabled",
                "after": "after", "yearly": "yearly"}
KEYWORDS = {"stop_word": "STOP", "start_word": "START"}
FIRST = {"messages": 10**9}  # beyond those that the engine writes


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


class Writer:
    """Makes the steps of one tenant; keeps the ids of what it inserts."""

    def __init__(self, tenant):
        self.tenant = tenant
        self.ids = {}
        self.given = Counter()  # ids, by table
        self.now = None  # what a row says of its own creation

    def do(self, cursor, name, arguments):
        getattr(self, name)(cursor, **arguments)

    def _insert(self, cursor, key, table, columns):
        self.given[table] += 1
        columns = {"id": FIRST.get(table, 0) + self.given[table], "tenant_id": self.tenant, "created_at": to_datetime(self.now), **columns}
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        cursor.execute(f"insert into {table} ({names}) values ({marks}) returning id", list(columns.values()))
        if key:
            self.ids[key] = cursor.fetchone()[0]

    def _update(self, cursor, key, table, **columns):
        sets = ", ".join(f"{name} = %s" for name in columns)
        cursor.execute(f"update {table} set {sets} where id = %s and tenant_id = %s",
                       [*columns.values(), self.ids[key], self.tenant])

    def _delete(self, cursor, key, table):
        cursor.execute(f"delete from {table} where id = %s and tenant_id = %s", [self.ids[key], self.tenant])

    def _call(self, cursor, function, *arguments):
        """As the tenant, for an id that every tenant has."""
        cursor.execute("with whose as materialized (select set_config('automation.tenant_id', %s, true)) "
                       f"select {function} from whose", [self.tenant, *arguments])

    def insert_lead(self, cursor, lead, status, tier, zone, last_contacted, created_at, email, phone, opted_out,
                    date=None):
        self._insert(cursor, lead, "leads", {
            "name": lead, "status": status, "attributes": attributes(tier), "external_ids": external_ids(date), "timezone": zone,
            "email": written(email), "phone": written(phone), "opted_out": opted_out,
            "last_contacted": to_datetime(last_contacted), "created_at": to_datetime(created_at)})

    def write_contact(self, cursor, lead, moment):
        self._update(cursor, lead, "leads", last_contacted=to_datetime(moment))

    def set_status(self, cursor, lead, status):
        self._update(cursor, lead, "leads", status=status)

    def set_tier(self, cursor, lead, tier):
        self._update(cursor, lead, "leads", attributes=attributes(tier))

    def set_date(self, cursor, lead, date):
        self._update(cursor, lead, "leads", external_ids=external_ids(date))

    def set_zone(self, cursor, lead, zone):
        self._update(cursor, lead, "leads", timezone=zone)

    def set_opted_out(self, cursor, lead, channels):
        self._update(cursor, lead, "leads", opted_out=channels)

    def set_contact(self, cursor, lead, email, phone):
        self._update(cursor, lead, "leads", email=written(email), phone=written(phone))

    def say(self, cursor, lead, word, channel):
        self._insert(cursor, None, "messages", {"lead_id": self.ids[lead], "direction": "inbound", "channel": channel,
                                                "body": KEYWORDS[word]})

    def suppress(self, cursor, channel, address):
        cursor.execute("insert into automation_suppressions (tenant_id, channel, address) values (%s, %s, %s) "
                       "on conflict do nothing", [self.tenant, channel, written(address)])

    def remove_suppression(self, cursor, channel, address):
        cursor.execute("delete from automation_suppressions where tenant_id = %s and channel = %s and address = %s",
                       [self.tenant, channel, comparable(address)])

    def receive(self, cursor, lead):
        self._insert(cursor, None, "messages", {"lead_id": self.ids[lead], "direction": "inbound", "body": "Hello"})

    def write_to(self, cursor, lead):
        self._insert(cursor, None, "messages", {"lead_id": self.ids[lead], "body": "How are you?"})

    def import_lead(self, cursor, **columns):
        self._import(cursor, self.insert_lead, columns)

    def import_booking(self, cursor, **columns):
        self._import(cursor, self.book, columns)

    def _import(self, cursor, write, columns):
        """In a transaction of its own, as a bulk import does."""
        cursor.execute("begin; set local automation.restoring = on")
        write(cursor, **columns)
        cursor.execute("commit")

    def merge(self, cursor, keep, drop):
        self._call(cursor, "automation_merge_leads(%s, %s)", self.ids[keep], self.ids[drop])

    def reassign(self, cursor, booking, lead):
        self._update(cursor, booking, "bookings", lead_id=self.ids[lead])

    def delete_lead(self, cursor, lead):
        self._delete(cursor, lead, "leads")

    def book(self, cursor, booking, lead, starts, ends):
        self._insert(cursor, booking, "bookings", {"lead_id": self.ids[lead], "title": booking,
                                                   "starts_at": to_datetime(starts), "ends_at": to_datetime(ends)})

    def move(self, cursor, booking, starts, ends):
        self._update(cursor, booking, "bookings", starts_at=to_datetime(starts), ends_at=to_datetime(ends))

    def set_booking_status(self, cursor, booking, status):
        self._update(cursor, booking, "bookings", status=status)

    def delete_booking(self, cursor, booking):
        self._delete(cursor, booking, "bookings")

    def add_rule(self, cursor, rule, conditions, actions=None, cooldown_hours=None, max_lateness_hours=None, window=None,
                 at=None, steps=None, goal=None, exit=None, **columns):
        row = {RULE_COLUMNS[name]: list(value) if name == "needs" else value for name, value in columns.items()}
        self._insert(cursor, rule, "automations", {
            "name": rule, **row, "date_field": FIELD if row["trigger"] == "lead_date" else None, "at": at and clock_of(at), "send_window": json_of(window), "conditions": json.dumps(conditions), "actions": json.dumps(changes(actions)),
            "cooldown": hours(cooldown_hours), "max_lateness": hours(max_lateness_hours),
            **({"subject_template": "About you", "message_template": "Hello again"} if steps is None else
               {"steps": json.dumps(steps), "goal": json.dumps(goal), "exit": json.dumps(exit)})})

    def set_steps(self, cursor, rule, steps):
        self._update(cursor, rule, "automations", steps=json.dumps(steps))

    def set_delay(self, cursor, rule, days, hours, minutes=0):
        self._update(cursor, rule, "automations", delay_days=days, delay_hours=hours, delay_minutes=minutes)

    def set_conditions(self, cursor, rule, conditions):
        self._update(cursor, rule, "automations", conditions=json.dumps(conditions))

    def enable(self, cursor, rule, enabled):
        self._call(cursor, "automation_enable(%s, %s)", self.ids[rule], enabled)

    def delete_rule(self, cursor, rule):
        self._call(cursor, "automation_delete(%s)", self.ids[rule])

    def set_trigger(self, cursor, rule, type, trigger):
        self._update(cursor, rule, "automations", type=type, trigger=trigger)

    def set_settings(self, cursor, zone, quiet, cap, window=None, holidays=()):
        begin, end = (clock(minute) for minute in quiet) if quiet else (None, None)
        cursor.execute(
            "insert into automation_settings (tenant_id, timezone, quiet_from, quiet_until, daily_cap, send_window, holidays) "
            "values (%s, %s, %s, %s, %s, %s, %s::date[]) on conflict (tenant_id) do update set timezone = excluded.timezone, "
            "quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, daily_cap = excluded.daily_cap, "
            "send_window = excluded.send_window, holidays = excluded.holidays",
            [self.tenant, zone, begin, end, cap, json_of(window), list(holidays)])


def attributes(tier):
    return json.dumps({} if tier is None else {"tier": tier})


def external_ids(date):
    return json.dumps({} if date is None else {"date": date.text})


def changes(actions):
    columns = {"tier": "attributes.tier"}
    return {"set": {columns.get(name, name): value for name, value in actions.items()}} if actions else {}


def json_of(window):
    return None if window is None else json.dumps(window.json())


def hours(number):
    return None if number is None else f"{number} hours"
