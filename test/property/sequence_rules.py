"""Random sequences and edits of them, for histories that have some (generate.py has the rest)."""
from copy import deepcopy

from generate import Generator
from rules import WINDOWS, random_conditions, random_delay
from steps import branches

TRIGGERS = ["new_lead", "new_lead", "lead_status_changed", "booking_created", "booking_created", "message_received",
            "lead_changed", "no_contact_days"]
OCCASIONS = [{"lead_status": "hot"}, {"lead_status": "cold"}, {"attributes.tier": "gold"}, "booking",
             ["booking", {"lead_status": "hot"}]]


class SequenceGenerator(Generator):
    """A Generator half of whose histories have sequences. What must not coincide for one person, because which of two is
    first at the same moment is not specified, comes from pools: spans, and times of day."""

    def __init__(self, random, timeline):
        self.sequences, self.triggers = {}, {}  # steps and triggers, by rule
        self.with_sequences = random.random() < 0.5
        self.spans, self.clocks = self._spans(random), self._clocks(random)
        self.delays = [{"days": 0, "hours": 6}, {"days": 0, "hours": 0, "minutes": 35}, {"days": 2, "hours": 1}]
        if self.with_sequences:
            self.by_itself = Generator.by_itself + self.about_sequences
        super().__init__(random, timeline)

    @staticmethod
    def _spans(random):
        """None like the delay of a rule, or of a rule about silence."""
        spans = [{"days": days, **rest} for days in range(4)
                 for rest in ({"minutes": 40}, {"hours": 3}, {"hours": 8}, {"hours": 9, "minutes": 30}, {"hours": 13},
                              {"hours": 20})]
        spans += ["2 days", "4 days", "4 hours", "10 hours", "25 minutes"]
        random.shuffle(spans)
        return spans

    @staticmethod
    def _clocks(random):
        clocks = [f"{hour:02}:{minute}" for hour in range(6, 24) for minute in ("15", "30", "45")]
        random.shuffle(clocks)
        return clocks

    def beginning(self, round):
        if self.with_sequences and (round == 0 or round == 1 and self.random.random() < 0.4):
            return self.add_sequence()
        return super().beginning(round)

    def delay(self, trigger):
        """Not that of a rule, as with spans."""
        if trigger == "no_contact_days":
            return random_delay(self.random, self.silences, trigger)
        return self.random.choice([{"days": 0, "hours": 0}, self.one(self.delays)])

    def one(self, pool):
        """Where it is used up, from the beginning."""
        pool.append(pool.pop(0))
        return pool[-1]

    def span(self):
        return self.one(self.spans)

    # Steps

    def add_sequence(self):
        if len(self.sequences) >= 3:
            return None
        key, random = self.name("R"), self.random
        trigger = self.triggers[key] = random.choice(TRIGGERS)
        steps = self.sequences[key] = self.some_steps(random.randint(2, 5), trigger)
        if "actions" in steps[0] or "message_template" in steps[0]:
            steps[0].pop("wait", None)
        rule = {"type": "sequence", "trigger": trigger, "channel": random.choice(["email", "email", "sms"]),
                "conditions": random_conditions(random, trigger), "enabled": random.random() < 0.93,
                "steps": deepcopy(steps), **self.delay(trigger)}
        for key_of, chance in (("goal", 0.4), ("exit", 0.4)):
            if random.random() < chance:
                rule[key_of] = random.choice(OCCASIONS)
        if trigger != "no_contact_days" and random.random() < 0.3:
            rule["max_runs"] = 2
        if trigger in ("lead_status_changed", "lead_changed", "message_received") and random.random() < 0.3:
            rule["cooldown_hours"] = random.choice([1, 24, 72])
        if trigger != "no_contact_days" and random.random() < 0.15:
            rule["max_lateness_hours"] = random.choice([1, 6, 100])
        if random.random() < 0.3:
            rule["stop_on_reply"] = random.random() < 0.3
        if random.random() < 0.2:
            rule["window"] = random.choice(WINDOWS)
        return ("add_rule", {"rule": key, **rule})

    def some_steps(self, count, trigger, depth=0):
        return [self.step(trigger, depth, first=not number and not depth) for number in range(count)]

    def step(self, trigger, depth, first=False):
        kinds = [(self.message, 8), (self.actions, 2), (self.pause, 0.5)]
        if depth < 2 and not first:
            kinds += [(self.fork, 2), (self.split, 1.5), (self.wait_for, 3)]
        makes, weights = zip(*kinds)
        return {"name": self.name("S"), **self.random.choices(makes, weights)[0](trigger, depth)}

    def message(self, trigger, depth):
        step = {"message_template": "Hello again", "subject_template": "About you", **self.wait(trigger)}
        if self.random.random() < 0.4:
            step["channel"] = self.random.choice(["email", "sms"])
        if self.random.random() < 0.15:
            step["conditions"] = self.random.choice([{"lead_status": "new"}, {"attributes.tier": "gold"}])
        return step

    def actions(self, trigger, depth):
        changes = self.random.choice([{"status": "hot"}, {"status": "cold"}, {"attributes.tier": "gold"}])
        return {"actions": {"set": changes}, **self.wait(trigger)}

    def pause(self, trigger, depth):
        return {"wait": self.span()}

    def branch(self, trigger, depth, may_leave=False):
        """It may end with the sequence; not each of a step, behind which nothing would ever come."""
        steps = self.some_steps(self.random.randint(1, 2), trigger, depth + 1)
        leaves = may_leave and self.random.random() < 0.25
        return steps + [{"name": self.name("S"), "exit": True}] if leaves else steps

    def fork(self, trigger, depth):
        test = self.random.choice([{"lead_status": "new"}, {"lead_status": "hot"}, {"attributes.tier": "gold"}])
        step = {"if": test, "then": self.branch(trigger, depth, may_leave=True)}
        if self.random.random() < 0.5:
            step["else"] = self.branch(trigger, depth)
        return step

    def split(self, trigger, depth):
        """Somebody stands in an arm for a while, so that it can be seen which it is."""
        arms = [{"name": name, "weight": 50, "steps": self.branch(trigger, depth)} for name in ("a", "b")]
        for arm in arms:
            arm["steps"].insert(0, {"name": self.name("S"), "wait": self.span()})
        return {"split": arms}

    def wait_for(self, trigger, depth):
        what = self.random.choice(["reply", "reply", "booking", {"lead_status": "hot"}, {"attributes.tier": "gold"}])
        step = {"wait": {"for": what, "at_most": self.span()}, "else": self.branch(trigger, depth, may_leave=True)}
        if self.random.random() < 0.5:
            step["then"] = self.branch(trigger, depth)
        return step

    def wait(self, trigger):
        random = self.random
        kind = random.choices(["none", "span", "clock", "hours", "date"], [2, 5, 1.5, 1, 2])[0]
        if kind == "none":
            return {}
        if kind == "span":
            return {"wait": self.span()}
        if kind == "date":
            return {"wait": {"until": self.date_of(trigger)}}
        begins = self.one(self.clocks)
        wait = {"until": begins} if kind == "clock" else {"between": [begins, "24:00" if begins > "12:00" else "18:00"]}
        if random.random() < 0.4:
            wait["weekdays"] = random.choice([["mon", "tue", "wed", "thu", "fri"], ["sat", "sun"], ["tue"]])
        if random.random() < 0.4:
            wait["days"] = random.choice([1, 2])
        return {"wait": wait}

    def date_of(self, trigger):
        offset = self.random.choice(["-28 hours", "-4 hours", "-25 minutes", "-5 days", "+4 hours", "+6 days"])
        if trigger == "booking_created" and self.random.random() < 0.7:
            return {"field": "booking." + self.random.choice(["starts_at", "starts_at", "ends_at"]), "offset": offset}
        return {"field": "external_ids.date", "offset": offset, "at": self.one(self.clocks)}

    # Edits

    def edit_steps(self):
        rule = self.any_of(list(self.sequences))
        if not rule:
            return None
        steps = deepcopy(self.sequences[rule])
        lists = list(lists_in(steps))
        for step in (step for each in lists for step in each):
            step.pop("was", None)
        edit = self.random.choices([self._rename, self._remove, self._add, self._wait_otherwise], [2, 3, 2, 4])[0]
        edit(steps, lists)
        self.sequences[rule] = steps
        return ("set_steps", {"rule": rule, "steps": deepcopy(steps)})

    def _rename(self, steps, lists):
        step = self.random.choice([step for each in lists for step in each])
        step["was"], step["name"] = step["name"], self.name("S")

    def _remove(self, steps, lists):
        """Not the last of a list."""
        lists = [each for each in lists if len(each) > 1]
        if lists:
            where = self.random.choice(lists)
            where.pop(self.random.randrange(len(where)))

    def _add(self, steps, lists):
        where = self.random.choice(lists)
        place = self.random.randrange(len(where) + 1)
        if place == 0 or "exit" not in where[place - 1]:
            where.insert(place, self.step("new_lead", 2))

    def _wait_otherwise(self, steps, lists):
        plain = [step for each in lists for step in each
                 if {"message_template", "actions"} & set(step) or "for" in step.get("wait", ())]
        if not plain:
            return
        step = self.random.choice(plain)
        if isinstance(step.get("wait"), dict) and "for" in step["wait"]:
            step["wait"]["at_most"] = self.span()
        else:
            step.pop("wait", None)
            step.update(self.wait("new_lead"))

    def on_sequence(self, name, **arguments):
        rule = self.any_of(list(self.sequences))
        return (name, {"rule": rule, **arguments}) if rule else None

    def enable_sequence(self):
        return self.on_sequence("enable", enabled=self.random.random() < 0.65)

    def delay_sequence(self):
        step = self.on_sequence("set_delay", **self.delay("new_lead"))
        return step if step and self.triggers[step[1]["rule"]] != "no_contact_days" else None

    def condition_sequence(self):
        step = self.on_sequence("set_conditions")
        if not step:
            return None
        conditions = random_conditions(self.random, self.triggers[step[1]["rule"]])
        return (step[0], {**step[1], "conditions": conditions})

    def delete_sequence(self):
        return self.on_sequence("delete_rule")

    about_sequences = [(add_sequence, 2), (edit_steps, 7), (enable_sequence, 4), (delay_sequence, 1), (condition_sequence, 1), (delete_sequence, 0.6)]


def lists_in(steps):
    yield steps
    for step in steps:
        for branch in branches(step).values():
            if branch:
                yield from lists_in(branch)
