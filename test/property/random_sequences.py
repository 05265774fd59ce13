"""Random sequences with every kind of step and wait, and leads for them."""
import itertools

from moments import DAY, HOUR, to_datetime

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", None)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TEMPLATES = ("Hi {lead_name|there}", "Hello {attributes.nick}", "You have {attributes.count}", "Tier {attributes.tier|none}", "Plain")
CONDITIONS = ({"attributes.tier": "gold"}, {"attributes.tier": {"absent": True}}, {"attributes.tags": {"has_any": ["a"]}},
              {"attributes.count": {"gte": 2}}, {"created_at": {"older_than": "2 days"}}, {"last_contacted": {"absent": True}},
              {"last_contacted": {"newer_than": "4567 minutes"}}, {"now": {"weekday_in": ["mon", "tue", "wed", "thu"]}})
AWAITED = ("reply", "booking", {"attributes.tier": "gold"}, {"attributes.stage": "a"}, {"attributes.tags": {"has_any": ["b"]}})
LEAVING = ({"attributes.stage": "a"}, {"attributes.stage": "b"}, {"attributes.count": {"gte": 4}}, {"attributes.tier": "gold"},
           [{"attributes.tags": {"has_all": ["a", "b"]}}, "booking"])


class SequenceGenerator:
    def __init__(self, chance, start):
        self.chance, self.start = chance, start
        self.names = itertools.count(1)

    def sequence(self, number):
        """The arguments of automation_create()."""
        about_booking = self.chance.random() < 0.3
        config = {"name": f"sequence {number}", "type": "sequence",
                  "conditions": {"attributes.pair": number} | ({"attributes.tier": "gold"} if self.chance.random() < 0.15 else {}),
                  "trigger": "booking_created" if about_booking else "lead_status_changed",
                  "channel": self.chance.choice(["email", "email", "sms"]), "steps": self.steps(about_booking, 0)}
        for key, value, share in (("goal", self.chance.choice(LEAVING), 0.4), ("exit", self.chance.choice(LEAVING), 0.4),
                                  ("delay_hours", self.chance.randint(1, 60), 0.3), ("delay_days", self.chance.randint(1, 3), 0.2),
                                  ("max_lateness", "2 hours", 0.2), ("send_window", self.window(), 0.2)):
            if self.chance.random() < share:
                config[key] = value
        return config

    def window(self):
        return {"days": sorted(self.chance.sample(DAYS, 4), key=DAYS.index), "from": "08:30", "until": self.chance.choice(["12:00", "18:00"])}

    def lead(self, number):
        """Columns of the lead."""
        attributes = {"pair": number}
        for key, value, share in (("tier", self.chance.choice(["gold", "silver"]), 0.6), ("nick", "Nick", 0.6),
                                  ("count", self.chance.randint(0, 3), 0.6), ("tags", self.chance.sample(["a", "b", "c"], 1), 0.5),
                                  ("stage", self.chance.choice("abc"), 0.2), ("first", self.date(), 0.7), ("second", self.date(), 0.4)):
            if self.chance.random() < share:
                attributes[key] = value
        return {"name": self.chance.choice(["Ann", None]), "email": f"lead{number}@example.com" if self.chance.random() < 0.9 else None,
                "phone": f"+1202555{1000 + number % 9000}" if self.chance.random() < 0.7 else None,
                "timezone": self.chance.choice(ZONES), "attributes": attributes, "status": "new",
                "created_at": to_datetime(self.start - self.chance.randint(0, 5) * DAY),
                "opted_out": self.chance.choice([[]] * 8 + [["sms"], ["email"], ["all"]])}

    def booking(self):
        """Its start and end."""
        starts = self.start + self.chance.randint(2, 400) * HOUR
        return to_datetime(starts), to_datetime(starts + HOUR)

    def date(self):
        moment = to_datetime(self.start + self.chance.randint(-48, 500) * HOUR)
        return moment.strftime(self.chance.choice(["%Y-%m-%d", "%Y-%m-%dT%H:%M:00Z"]))

    # Steps

    def steps(self, about_booking, depth):
        steps = [self.step(about_booking, depth) for _ in range(self.chance.randint(1, 3 if depth else 7))]
        if depth and self.chance.random() < 0.15:
            steps.append({"name": self.name(), "exit": True})
        return steps

    def name(self):
        return f"step {next(self.names)}"

    def step(self, about_booking, depth):
        step = {"name": self.name()}
        kinds = ["message"] * 6 + ["actions"] * 3 + ([] if depth == 2 else ["if", "split", "for"])
        kind = self.chance.choice(kinds)
        if kind == "for":
            step["wait"] = {"for": self.chance.choice(AWAITED), "at_most": self.span()}
            if self.chance.random() < 0.7:
                step["then"] = self.steps(about_booking, depth + 1)
            step["else"] = self.steps(about_booking, depth + 1)
            return step
        getattr(self, f"make_{kind}")(step, about_booking, depth)
        if self.chance.random() < 0.7:
            step["wait"] = self.wait(about_booking)
        if self.chance.random() < 0.25:
            step["conditions"] = self.chance.choice(CONDITIONS)
        return step

    def make_message(self, step, _about_booking, _depth):
        step["message_template"] = self.chance.choice(TEMPLATES)
        for key, value, share in (("channel", self.chance.choice(["email", "sms"]), 0.4), ("subject_template", "About {lead_name|you}", 0.3),
                                  ("review", "always", 0.1)):
            if self.chance.random() < share:
                step[key] = value
        if self.chance.random() < 0.1:
            step.update({"to": "owner@example.com", "channel": "email"})
        if self.chance.random() < 0.1:
            del step["message_template"]
            step["ai_instructions"] = "Ask how it goes."

    def make_actions(self, step, _about_booking, _depth):
        step["actions"] = self.chance.choice([
            {"set": {"attributes.tier": "gold"}}, {"set": {"attributes.stage": self.chance.choice("abc")}},
            {"add": {"attributes.tags": [self.chance.choice("ab")]}}, {"add": {"attributes.count": 1}},
            {"set": {"attributes.second": self.date()}}, {"remove": {"attributes.first": True}},
            {"set": {"email": f"other{next(self.names)}@example.com"}}, {"set": {"phone": None}}, {"set": {"timezone": "Asia/Tokyo"}}])

    def make_if(self, step, about_booking, depth):
        step["if"] = self.chance.choice(CONDITIONS)
        step["then"] = self.steps(about_booking, depth + 1)
        step["else"] = self.chance.choice([[], self.steps(about_booking, depth + 1)])

    def make_split(self, step, about_booking, depth):
        step["split"] = [{"name": self.name(), "weight": self.chance.randint(1, 3), "steps": self.steps(about_booking, depth + 1)}
                         for _ in range(self.chance.randint(2, 3))]

    # Waits

    def span(self):
        return self.chance.choice(["2 hours", "1 day", "3 days", {"minutes": 45}, {"days": 1, "hours": 5}, "30 hours"])

    def weekdays(self):
        return sorted(self.chance.sample(DAYS, self.chance.randint(1, 7)), key=DAYS.index)

    def wait(self, about_booking):
        kind = self.chance.choice(["span", "span", "clock", "hours", "moment"])
        if kind == "span":
            return self.span()
        if kind == "clock":
            wait = {"until": self.chance.choice(["09:00", "00:00", "17:45"]), "weekdays": self.weekdays()}
            return wait | ({"days": self.chance.randint(1, 2)} if self.chance.random() < 0.5 else {})
        if kind == "hours":
            return {"between": ["09:00", self.chance.choice(["12:00", "17:00"])], "weekdays": self.weekdays()}
        field = self.chance.choice(["attributes.first", "attributes.second"] + ["booking.starts_at", "booking.ends_at"] * about_booking)
        moment = {"field": field, "offset": self.chance.choice(["-1 days", "2 hours", "-90 minutes", "1 day"])}
        if self.chance.random() < 0.3 and field.startswith("attributes"):
            moment["at"] = "07:15"
        return {"until": moment} | ({"at_most": "3 days"} if self.chance.random() < 0.4 else {})
