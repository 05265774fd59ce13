"""Random histories: what every tenant does when the clock stops.

A history has for every round of every stop one step or none. A step is a name and its arguments, the same for the
reference (reference.py) and for the database (statements.py); moments in it are absolute.
"""

from addresses import random_address
from dates import Date
from moments import DAY, HOUR, SECOND, UTC, to_datetime
from rules import LATE, OFF_GRID, WINDOWS, random_conditions, random_delay, random_rule, random_silences, random_trigger
from send_times import holidays_near
from timeline import BOOKINGS, GRID

ZONES = [None, None, None, "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham",
         "America/St_Johns", "Mars/Olympus", ""]
QUIET = [None, None, (21 * 60, 8 * 60), (22 * 60 + 30, 6 * 60), (12 * 60, 14 * 60), (0, 7 * 60), (9 * 60, 9 * 60)]
STATUSES = ["new", "hot", "cold"]


class Generator:
    """One tenant's history on a timeline. It remembers just enough to choose steps that mean something."""

    def __init__(self, random, timeline):
        self.random = random
        self.leads, self.bookings, self.rules = [], {}, []
        self.silences = random_silences(random)
        self.count = 0
        self.open = False
        self.history = {}
        for number, stop in enumerate(timeline.stops):
            self.now = stop.at
            for round in range(stop.rounds):
                place = number, round
                begins, ends = place in timeline.begins, place in timeline.ends
                if step := self.beginning(round) if number == 0 else self.later(begins, ends):
                    self.history[place] = step

    def beginning(self, round):
        return self.add_rule() if round < 4 else self.insert_lead() if round < 7 else self.set_settings()

    def later(self, begins, ends):
        if ends and self.open:
            self.open = False
            return (self.random.choice(["commit", "commit", "roll_back"]), {})
        if begins and self.random.random() < 0.7:
            self.open = True
            steps = [self.one_of(self.in_a_transaction) for _ in range(self.random.randint(1, 3))]
            return ("hold", {"steps": [step for step in steps if step]})
        return self.one_of(self.by_itself) if self.random.random() < 0.8 else None

    def one_of(self, choices):
        steps, weights = zip(*choices)
        return self.random.choices(steps, weights)[0](self)

    def name(self, letter):
        self.count += 1
        return f"{letter}{self.count}"

    def moment(self, least, most):
        """Between two distances from now, on the grid."""
        return (self.now + self.random.randint(least, most)) // GRID * GRID

    def any_of(self, things):
        return self.random.choice(things) if things else None

    # People

    def insert_lead(self):
        if len(self.leads) >= 8:
            return None
        lead = self.name("L")
        self.leads.append(lead)
        old = self.random.random() < 0.7
        contacted = self.random.choice([None, self.moment(-8 * DAY, 0), self.moment(-3 * DAY, -HOUR)])
        created = self.moment(-9 * DAY, -DAY) if old else self.now // SECOND * SECOND
        if self.random.random() < 0.08:
            contacted = created = None
        return ("insert_lead", {
            "lead": lead, "status": self.random.choice(STATUSES), "tier": self.random.choice([None, "gold"]),
            "zone": self.random.choice(ZONES), "last_contacted": contacted, "created_at": created, **self.addresses(),
            "date": self.date() if self.random.random() < 0.5 else None,
            "opted_out": self.random.choice([["all"], ["email"], ["sms"]]) if self.random.random() < 0.1 else []})

    def insert_lead_apart(self):
        """Two transactions that refuse one address wait for each other."""
        step = self.insert_lead()
        return step and (step[0], {**step[1], "opted_out": [], "date": None})

    def addresses(self):
        return {kind: random_address(self.random, kind) for kind in ("email", "phone")}

    def on_lead(self, name, **arguments):
        lead = self.any_of(self.leads)
        return (name, {"lead": lead, **arguments}) if lead else None

    def write_contact(self):
        moment = self.random.choice([self.moment(-9 * DAY, 0), self.moment(-HOUR, 0)])
        return self.on_lead("write_contact", moment=moment)

    def set_status(self):
        return self.on_lead("set_status", status=self.random.choice(STATUSES))

    def set_tier(self):
        return self.on_lead("set_tier", tier=self.random.choice([None, "gold"]))

    def date(self):
        """Near enough to matter, or one whose anniversary is."""
        near = to_datetime(self.moment(-2 * DAY, 6 * DAY) + OFF_GRID * SECOND)
        if near.month == 2 and near.day > 26 and self.random.random() < 0.5:
            near = near.replace(year=1992, day=29)
        elif self.random.random() < 0.4:
            near = near.replace(year=near.year - self.random.choice([0, 1, 30]), day=min(near.day, 28))
        kind = self.random.choice(["%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S+00:00"])
        return Date(near.strftime(kind))

    def set_date(self):
        return self.on_lead("set_date", date=self.random.choice([None, self.date(), self.date(), self.date()]))

    def set_zone(self):
        return self.on_lead("set_zone", zone=self.random.choice(ZONES))

    def set_opted_out(self):
        channels = self.random.choice([["all"], ["email"], ["sms"], [], []])
        return self.on_lead("set_opted_out", channels=channels)

    def set_contact(self):
        return self.on_lead("set_contact", **self.addresses())

    def say(self):
        word = self.random.choice(["stop_word", "stop_word", "start_word"])
        return self.on_lead("say", word=word, channel=self.random.choice(["email", "email", "sms"]))

    def suppress(self):
        return self.on_address("suppress")

    def remove_suppression(self):
        return self.on_address("remove_suppression")

    def on_address(self, name):
        kind = self.random.choice(["email", "phone"])
        channel = self.random.choice(["email" if kind == "email" else "sms", "all"])
        address = random_address(self.random, kind)
        return (name, {"channel": channel, "address": address}) if address else None

    def receive(self):
        return self.on_lead("receive")

    def write_to(self):
        return self.on_lead("write_to")

    def delete_lead(self):
        step = self.on_lead("delete_lead")
        if step:
            self.leads.remove(step[1]["lead"])
        return step

    def import_lead(self):
        step = self.insert_lead()
        return ("import_lead", step[1]) if step else None

    def merge(self):
        if len(self.leads) < 2:
            return None
        keep, drop = self.random.sample(self.leads, 2)
        self.leads.remove(drop)
        return ("merge", {"keep": keep, "drop": drop})

    # Bookings

    def times(self, earliest=HOUR):
        starts = self.random.choice([self.moment(earliest, 3 * HOUR), self.moment(3 * HOUR, 2 * DAY),
                                     self.moment(2 * DAY, 8 * DAY), self.moment(2 * DAY, 8 * DAY)]) + BOOKINGS
        return {"starts": starts, "ends": starts + self.random.randint(2, 12) * GRID}

    def book(self):
        lead = self.any_of(self.leads)
        if not lead or len(self.bookings) >= 16:
            return None
        booking = self.name("B")
        self.bookings[booking] = self.times(-DAY)
        return ("book", {"booking": booking, "lead": lead, **self.bookings[booking]})

    def import_booking(self):
        step = self.book()
        return ("import_booking", step[1]) if step else None

    def reassign(self):
        lead = self.any_of(self.leads)
        return self.on_booking("reassign", lead=lead) if lead else None

    def on_booking(self, name, **arguments):
        booking = self.any_of(list(self.bookings)[-6:])
        return (name, {"booking": booking, **arguments}) if booking else None

    def move(self):
        if step := self.on_booking("move", **self.times(self.random.choice([HOUR, HOUR, -DAY]))):
            self.bookings[step[1]["booking"]] = {"starts": step[1]["starts"], "ends": step[1]["ends"]}
        return step

    def end_early(self):
        step = self.on_booking("move")
        if not step or self.bookings[step[1]["booking"]]["starts"] > self.now:
            return None
        times = self.bookings[step[1]["booking"]]
        times["ends"] = self.random.choice([self.moment(-DAY, -GRID), self.moment(HOUR, DAY)]) + BOOKINGS
        return ("move", {**step[1], **times})

    def set_booking_status(self):
        status = self.random.choice(["cancelled", "booked", "booked", "completed", "no_show"])
        return self.on_booking("set_booking_status", status=status)

    def cancel(self):
        return self.on_booking("set_booking_status", status=self.random.choice(["cancelled", "booked"]))

    def delete_booking(self):
        return self.on_booking("delete_booking")

    # Rules

    def add_rule(self, timed=True):
        if len(self.rules) >= 9:
            return None
        rule = random_rule(self.random, self.silences, timed)
        key = self.name("R")
        self.rules.append((key, rule["type"], rule["trigger"]))
        return ("add_rule", {"rule": key, **rule})

    def add_event_rule(self):
        return self.add_rule(timed=False)

    def on_rule(self, name, timed=True, **arguments):
        key = self.any_of([key for key, _, trigger in self.rules if timed or trigger not in LATE])
        return (name, {"rule": key, **arguments}) if key else None

    def set_delay(self):
        if not self.rules:
            return None
        key, _, trigger = self.random.choice(self.rules)
        return ("set_delay", {"rule": key, **random_delay(self.random, self.silences, trigger)})

    def set_conditions(self, timed=True):
        rules = [(key, trigger) for key, _, trigger in self.rules if timed or trigger not in LATE]
        if not rules:
            return None
        key, trigger = self.random.choice(rules)
        return ("set_conditions", {"rule": key, "conditions": random_conditions(self.random, trigger)})

    def set_conditions_apart(self):
        return self.set_conditions(timed=False)

    def enable(self):
        return self.on_rule("enable", enabled=self.random.random() < 0.6)

    def enable_apart(self):
        return self.on_rule("enable", timed=False, enabled=self.random.random() < 0.6)

    def delete_rule(self):
        return self.on_rule("delete_rule")

    def set_trigger(self):
        events = [entry for entry in self.rules if entry[2] in ("new_lead", "lead_status_changed", "message_received")]
        if not events:
            return None
        old = self.random.choice(events)
        trigger = random_trigger(self.random)
        self.rules[self.rules.index(old)] = (old[0], old[1], trigger)
        return ("set_trigger", {"rule": old[0], "type": old[1], "trigger": trigger})

    def set_settings(self):
        return ("set_settings", {"zone": self.random.choice(["Europe/Berlin", "America/New_York", None]),
                                 "quiet": self.random.choice(QUIET), "cap": self.random.choice([None, None, 1, 2]),
                                 "window": self.random.choice([None, None, *WINDOWS]),
                                 "holidays": holidays_near(self.now, UTC, self.random.choice([[], [], [0], [1, 2], [3]]))})

    in_a_transaction = [
        (insert_lead_apart, 4), (write_contact, 3), (set_status, 2), (set_tier, 1), (receive, 2), (write_to, 1),
        (delete_lead, 0.5), (book, 5), (move, 4), (cancel, 3), (add_event_rule, 1), (set_conditions_apart, 0.5),
        (enable_apart, 0.5)]
    by_itself = [
        (insert_lead, 6), (write_contact, 6), (set_status, 6), (set_tier, 4), (set_date, 8), (set_zone, 1.5), (set_opted_out, 4),
        (set_contact, 3), (say, 4), (suppress, 0.7), (remove_suppression, 2),
        (receive, 4), (write_to, 3), (delete_lead, 1), (book, 12), (move, 8), (end_early, 2), (set_booking_status, 9),
        (delete_booking, 0.7), (add_rule, 4), (set_delay, 3), (set_conditions, 2), (enable, 5), (delete_rule, 1),
        (set_trigger, 1), (set_settings, 1.5), (reassign, 6), (import_lead, 1.5), (import_booking, 4), (merge, 2)]
