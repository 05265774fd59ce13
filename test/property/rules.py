"""Random automations: every trigger, with the types it may have."""
from send_times import Window

KINDS = [
    ("lead_followup", "no_contact_days"), ("lead_followup", "no_contact_days"), ("crm_update", "no_contact_days"),
    ("booking_reminder", "booking_reminder_hours"), ("booking_reminder", "booking_reminder_hours"),
    ("post_session", "session_completed"), ("crm_update", "session_completed"),
    ("confirmation", "booking_created"), ("booking_reminder", "booking_created"),
    ("lead_followup", "new_lead"), ("lead_followup", "lead_status_changed"), ("lead_followup", "message_received"),
    ("lead_followup", "lead_changed"), ("lead_followup", "lead_changed"), ("crm_update", "lead_changed"),
    ("lead_followup", "lead_date"), ("lead_followup", "lead_date"), ("crm_update", "lead_date"),
    ("lead_followup", "booking_cancelled"), ("lead_followup", "booking_no_show"),
    ("crm_update", "new_lead"), ("crm_update", "lead_status_changed"), ("crm_update", "message_received"),
    ("crm_update", "booking_created"), ("crm_update", "booking_cancelled")]
LATE = ("booking_reminder_hours", "session_completed", "lead_date")
NEEDING = ("new_lead", "lead_status_changed", "lead_changed", "message_received", "booking_created", "booking_cancelled")
# None lies within quiet hours of generate.py and states.py.
WINDOWS = [Window(("mon", "tue", "wed", "thu", "fri"), 9 * 60, 18 * 60), Window(begin=7 * 60, end=20 * 60 + 30),
           Window(("fri", "sat", "sun"), 18 * 60, 2 * 60), Window(("mon", "wed", "fri"), 10 * 60, 24 * 60)]


# Moments of dates lie beside the grid (timeline.py) and beside those of bookings.
OFF_GRID = 187


def random_rule(random, silences, timed=True):
    """The columns of a rule; without `timed` none that looks at bookings by the clock."""
    type, trigger = random.choice([kind for kind in KINDS if timed or kind[1] not in LATE])
    rule = {"type": type, "trigger": trigger, "channel": random.choice(["email", "email", "sms"]),
            "conditions": random_conditions(random, trigger), "enabled": random.random() < 0.93,
            **random_delay(random, silences, trigger)}
    if trigger == "lead_date":
        rule.update(at=random.choice([9 * 3600, 18 * 3600, 45 * 60]) + OFF_GRID, after=random.random() < 0.4,
                    yearly=random.random() < 0.4)
    if type == "crm_update":
        rule["actions"] = random.choice([{"status": "hot"}, {"status": "cold"}, {"tier": "gold"}, {"tier": None}])
    if trigger in ("no_contact_days", "booking_created", "lead_date") and random.random() < 0.3:
        rule["max_runs"] = 2
    if trigger in ("lead_status_changed", "lead_changed", "message_received", "booking_cancelled") and random.random() < 0.3:
        rule["cooldown_hours"] = random.choice([1, 24, 72])
    if type in ("lead_followup", "confirmation", "post_session") and trigger != "no_contact_days" and random.random() < 0.2:
        rule["max_lateness_hours"] = random.choice([1, 6, 100])
    if type == "lead_followup" and random.random() < 0.2:
        rule["stop_on_reply"] = False
    if type != "crm_update" and random.random() < 0.2:
        rule["window"] = random.choice(WINDOWS)
    if trigger in NEEDING and random.random() < 0.15:
        rule["needs"] = random.choice([("email",), ("phone",), ("attributes.tier",), ("email", "phone")])
    return rule


def random_silences(random):
    """Delays for rules about silence, no two the same, and none like that of an event: which of two is first at the same
    moment is not specified."""
    delays = [{"days": days, "hours": hours} for days in range(5) for hours in (2, 5, 7)]
    random.shuffle(delays)
    return delays


def random_delay(random, silences, trigger):
    if trigger == "no_contact_days":
        return silences.pop()
    if trigger == "booking_reminder_hours":
        return random.choice([{"days": 0, "hours": 1}, {"days": 0, "hours": 3}, {"days": 0, "hours": 24},
                              {"days": 1, "hours": 0}, {"days": 2, "hours": 0}, {"days": 1, "hours": 2},
                              {"days": 0, "hours": 0, "minutes": 10}, {"days": 0, "hours": 1, "minutes": 40}])
    return random.choice([{"days": 0, "hours": 0}, {"days": 0, "hours": 0}, {"days": 0, "hours": 1},
                          {"days": 0, "hours": 36}, {"days": 1, "hours": 0}, {"days": 3, "hours": 0},
                          {"days": 1, "hours": 12}, {"days": 0, "hours": 0, "minutes": 50}])


def random_conditions(random, trigger=None):
    if trigger == "lead_changed":
        return random.choice(CHANGES)
    return random.choice([{}, {}, {}, {"lead_status": random.choice(["new", "hot", "cold"])}, {"attributes.tier": "gold"},
                          {"lead_status": "new", "attributes.tier": "gold"}])


CHANGES = [{"lead_status": {"changed": True}}, {"lead_status": {"changed_to": "hot"}}, {"lead_status": {"changed_from": "new"}},
           {"attributes.tier": {"changed": True}}, {"attributes.tier": {"changed_to": "gold"}},
           {"attributes.tier": {"changed_from": "gold"}}, {"attributes.tier": {"changed": True}, "lead_status": "new"},
           {"lead_status": {"changed": True}, "attributes.tier": "gold"}]


def random_trigger(random):
    """Another event of leads."""
    return random.choice(["new_lead", "lead_status_changed", "message_received"])
