"""One database with several tenants in random states, asked and compared while the test clock goes on."""
from forecasts import PREVIEW, SOON, TIMED, Asked, by_pair
from moments import HOUR, MINUTE, SECOND, from_datetime, show, to_datetime
from states import StateGenerator, StateWriter
from tally import MOST

TENANTS = 8
STOPS = 26  # of the clock in a wave, at which people act
RARE = {"put off", "replied"}
ACTS = """
select id, tenant_id, lead_id, automation_id, booking_id, type, coalesce(details ->> 'reason', ''), created_at, message_id
  from activities where created_at >= %s and details ? 'event' and automation_id is not null and type in
       ('automation_ran', 'crm_updated', 'automation_skipped', 'automation_blocked', 'automation_failed') order by created_at, id"""
HELD = "select automation_id, booking_id from messages where tenant_id = %s and lead_id = %s and status = 'held'"
REPLIED = """
select q.automation_id, q.booking_id from automation_queue q join leads l on l.id = q.lead_id and l.tenant_id = q.tenant_id
 where q.tenant_id = %s and q.lead_id = %s and q.kind = 'run' and l.last_inbound_at > q.event_at"""
RAN = """
select automation_id, booking_id from activities where tenant_id = %s and lead_id = %s and type in ('automation_ran', 'crm_updated')"""
OF_PAIR = "tenant_id = %s and lead_id = %s and automation_id = %s"
KNOWN = {"automation_queue": OF_PAIR, "automation_enrollments": OF_PAIR, "activities": "tenant_id = %s and lead_id = %s and %s > 0",
         "automation_watches": "tenant_id = %s and %s > 0 and automation_id = %s", "leads": "tenant_id = %s and id = %s and %s > 0"}
LEADS = "select id from leads where tenant_id = %s order by id"


class Wave:
    """One database, several tenants."""

    def __init__(self, server, chance, tally, wanted):
        self.server, self.chance, self.tally, self.wanted = server, chance, tally, wanted
        self.acts, self.stopped = set(), False  # that are known
        self.asked = {}  # by tenant and lead
        self.given_up = set()  # that have differed
        self.tenants = {f"t{number}": (StateGenerator(chance), StateWriter(f"t{number}")) for number in range(TENANTS)}

    def run(self, name, start):
        self.server.use_new_database(name, start)
        for tenant in self.tenants:
            self._make(tenant, self._generator(tenant, "beginning"))
        self._settle()
        self._ask()
        at = start
        for stop in range(STOPS):
            if self.tally.pairs >= self.wanted or len(self.tally.differences) > MOST:
                return
            at = max(at, self.server.clock()) + self.chance.choice([self.chance.randint(20, 300) * MINUTE, self.chance.randint(5, 30) * HOUR])
            self._go_on(at)
            if stop % 8 == 5:
                self._stand_still()
            for tenant in sorted(self.tenants):
                self._act(tenant)

    # People

    def _generator(self, tenant, what):
        generator = self.tenants[tenant][0]
        generator.now = self.server.clock()
        return getattr(generator, what)()

    def _make(self, tenant, steps):
        writer = self.tenants[tenant][1]
        writer.now = self.server.clock()
        with self.server.session.cursor() as cursor:
            for step in steps:
                if step:
                    writer.make(cursor, step)

    def _act(self, tenant):
        self._forget(tenant)
        before = self._preview_disabled(tenant) if self.chance.random() < 0.5 else None
        if before is None:
            self._make(tenant, [self._generator(tenant, "step") for _ in range(self.chance.randint(2, 5))])
        self._settle()
        self._ask(tenant)
        if before is not None:
            self._compare_enabled(tenant, *before)

    def _preview_disabled(self, tenant):
        """What preview says of a timed automation that is then enabled."""
        self.server.rows("select set_config('automation.tenant_id', %s, false)", [tenant])
        rules = self.server.rows("select id from automations where tenant_id = %s and not enabled and trigger = any(%s)",
                                 [tenant, list(TIMED)])
        if not rules:
            return None
        rule = self.chance.choice(rules)[0]
        rows = by_pair(self.server.rows(PREVIEW, [rule]))
        asked = self.server.clock()
        self.server.rows("select automation_enable(%s)", [rule])
        return rule, rows, asked

    def _compare_enabled(self, tenant, rule, rows, at):
        acts = self.enabled_acts
        for (owner, _), asked in self.asked.items():
            for pair in asked.pairs.values() if owner == tenant else ():
                if pair.rule.id != rule:
                    continue
                row, coming = rows.get((pair.lead, pair.booking)), pair.next()
                due = from_datetime(row[2]) if row else None
                if row and due <= at + SOON:
                    # It was due at once: done by now, or put off.
                    done = [act for act in acts if act[1:5] == (tenant, pair.lead, rule, pair.booking)]
                    agree = bool(done or coming or not row[3])
                else:
                    agree = bool(row and row[3]) == bool(coming and coming.would_run) and (
                        not (row and row[3]) or abs(due - coming.due) < SOON)
                if asked.bookings.get(pair.booking, "booked") != "booked":
                    continue
                if agree:
                    self.tally.count(["preview before enabling"], bool(row and row[3]))
                else:
                    self.tally.differ(f"{tenant} preview before enabling says {row and row[2:]}; {pair}")

    # The clock

    def _go_on(self, until):
        """To that moment, by way of every one at which something is to come; the dispatcher looks ahead as in life."""
        while True:
            pace = self.server.next_check(self.server.clock() + 50 * MINUTE)
            due = min((coming.due for asked in self.asked.values() for pair in asked.pairs.values() for coming in pair.coming
                       if not pair.stays(coming)), default=until)
            moment = min(max(due, self.server.clock()), until, pace)
            self.server.set_clock(max(moment + SECOND // 2, self.server.clock()))
            self._settle()
            if moment >= until or self.tally.pairs >= self.wanted or len(self.tally.differences) > MOST:
                return

    def _settle(self):
        if self.stopped:
            return
        self.server.run()
        acts = self.enabled_acts = self._new_acts()
        by_lead = {}
        for act in acts:
            by_lead.setdefault((act[1], act[2]), []).append(act)
        for key in set(by_lead) | {key for key, asked in self.asked.items() if self._due(asked)}:
            if key in self.asked:
                self._judge(key, by_lead.get(key, []))
                self._ask(*key)

    def _new_acts(self):
        """Their ids tell no order: they come from the caches of several sessions."""
        acts = [act for act in self.server.rows(ACTS, [to_datetime(self.server.clock() - 6 * HOUR)]) if act[0] not in self.acts]
        self.acts |= {act[0] for act in acts}
        return acts

    def _due(self, asked, acted=()):
        """What was to come by now; of what was to come this very second, what has."""
        now = self.server.clock()
        return sorted(((coming.due, pair, coming) for pair in asked.pairs.values() for coming in pair.coming
                       if coming.due <= (now + 2 * SECOND if (pair.rule.id, pair.booking) in acted else now - SECOND // 4)
                       and not pair.stays(coming)), key=lambda entry: entry[0])

    def _stand_still(self):
        """Nothing is done while the worker is stopped; afterwards what was said then."""
        self.server.stop_worker()
        self.stopped = True
        self._forget()
        self._ask()
        self.server.set_clock(self.server.clock() + 3 * HOUR)
        for act in self._new_acts():
            self.tally.differ(f"the worker is stopped and has done {act}")
        self._forget()
        self._ask()
        self.server.start_worker()
        self.stopped = False
        self._settle()
        self._forget()
        self._settle()
        self._ask()

    # Questions and answers

    def _ask(self, tenant=None, lead=None):
        for one in [tenant] if tenant else self.tenants:
            leads = [lead] if lead else [row[0] for row in self.server.rows(LEADS, [one])]
            for key in [key for key in self.asked if key[0] == one and lead in (None, key[1])]:
                del self.asked[key]
            for number in leads:
                self._ask_one(one, number)

    def _ask_one(self, tenant, lead):
        asked = Asked(self.server, tenant, lead)
        for rule, booking in list(asked.pairs):
            if (tenant, lead, rule, booking) in self.given_up:
                del asked.pairs[rule, booking]
        asked.compare()
        timed = [rule for rule in asked.rules.values() if rule.trigger in TIMED and rule.enabled]
        if timed:
            asked.compare_preview(self.chance.choice(timed))
        for complaint in asked.complaints:
            self.tally.differ(complaint)
        held, replied, ran = (set(self.server.rows(statement, [tenant, lead])) for statement in (HELD, REPLIED, RAN))
        writer = self.tenants[tenant][1]
        asked.kinds = {key: self._kinds(key, pair, writer, held, replied, ran) for key, pair in asked.pairs.items()}
        asked.stopped = self.stopped
        for pair in asked.pairs.values():
            if pair.worker[0] == self.stopped:
                self.tally.differ(f"the worker is {'stopped' if self.stopped else 'at work'}, explain says {pair.worker}; {pair}")
        self.asked[tenant, lead] = asked

    def _kinds(self, key, pair, writer, held, replied, ran):
        return [kind for kind, holds in (
            ("running worker", not self.stopped), ("stopped worker", self.stopped),
            ("paused channel", not pair.channel[0] and "paused" in pair.channel[1]),
            ("disabled channel", not pair.channel[0] and "disabled" in pair.channel[1]),
            ("held message", key in held), ("replied", key in replied), ("moved booking", key[1] in writer.moved),
            ("handed over booking", key[1] in writer.handed_over), ("imported booking", key[1] in writer.imported),
            ("merged lead", pair.lead in writer.merged), ("imported lead", pair.lead in writer.imported_leads), ("second run", key in ran),
            ("disabled automation", not pair.rule.enabled), ("put off", pair.step in ("quiet hours", "daily cap")),
            ("closed window", pair.step == "sending window"), ("waits for a column", pair.step == "needs"),
            ("changed lead", pair.rule.trigger == "lead_changed"), ("date of a lead", pair.rule.trigger == "lead_date"),
            ("no event", pair.step == "event"), ("timed trigger", pair.rule.trigger in TIMED),
            ("event trigger", pair.rule.trigger not in TIMED), ("crm_update", not pair.rule.writes)) if holds]

    def _forget(self, tenant=None):
        """The state changes: what was to come to nothing until now has."""
        self._settle()
        for key, asked in list(self.asked.items()):
            if tenant in (None, key[0]):
                self._nothing(asked, set())
                del self.asked[key]

    def _nothing(self, asked, acted):
        """Pairs for which nothing was to come, and nothing came."""
        now = self.server.clock()
        if now - asked.after < 5 * MINUTE:
            return
        for key, pair in asked.pairs.items():
            waits = asked.stopped or all(coming.due > now or pair.stays(coming) for coming in pair.coming)
            # There are many of them, most without an event.
            share = 1 if RARE & set(asked.kinds[key]) else 0.03 if pair.step == "event" else 0.25
            if key not in acted and waits and self.chance.random() < share:
                self.tally.count(asked.kinds[key], False)

    def _judge(self, key, acts):
        asked = self.asked[key]
        acts = [act for act in acts if from_datetime(act[7]) >= asked.at]  # what was done before was known
        if any((*key, *act[3:5]) in self.given_up for act in acts):
            return
        acted = {act[3:5] for act in acts}
        due = self._due(asked, acted)
        if not due:
            for act in acts:
                pair = asked.pairs.get(act[3:5])
                self.tally.differ(f"{key[0]} found but not said: {act[5:8]} of automation {act[3]} for lead {key[1]}, booking {act[4]}; {pair}")
            return
        first = [entry for entry in due if entry[0] <= due[0][0] + 2 * SECOND]
        self._nothing(asked, acted)
        if len(first) > 1:
            self.tally.ambiguous += len(first)
            return
        at, pair, coming = first[0]
        found = [act for act in acts if act[3:5] == (pair.rule.id, pair.booking)]
        wrong = self._wrong(asked, max(at, asked.at), coming, acts, found)
        if wrong:
            self.tally.differ(f"{key[0]} asked at {show(asked.at)}, {wrong}; {pair}", self.tenants[key[0]][1])
            for table in KNOWN:
                for row in self.server.rows(f"select to_jsonb(r) - 'details' from {table} r where {KNOWN[table]}", [key[0], key[1], pair.rule.id]):
                    print(f"#   {table}: {row[0]}", flush=True)
            self.given_up.add((*key, pair.rule.id, pair.booking))
        else:
            self.tally.count(asked.kinds[pair.rule.id, pair.booking], True)

    def _wrong(self, asked, at, coming, acts, found):
        if not found or acts[0][3:5] != found[0][3:5]:
            return f"said but not found: {show(coming.due)} {coming.would_run} {coming.reason}, found {acts and acts[0][3:8]}"
        ran = found[0][5] in ("automation_ran", "crm_updated")
        if ran != coming.would_run or (not ran and found[0][6] != coming.reason):
            return f"said {coming.would_run} {coming.reason}, found {found[0][5:7]}"
        late = from_datetime(found[0][7]) - at
        if not -SECOND <= late <= SOON:
            return f"said {show(at)}, found at {show(from_datetime(found[0][7]))}"
        if ran and found[0][8]:
            pair = asked.pairs[found[0][3:5]]
            status = self.server.rows("select status from messages where id = %s and tenant_id = %s", [found[0][8], found[0][1]])
            if status and status[0][0] != "held" and (status[0][0] == "queued") == pair.channel[0]:
                return f"explain says of the channel {pair.channel}, the message is {status[0][0]}"
        return None
