"""Who refuses messages: a lead by its row, and for every row of the tenant the address, whichever row carries it."""
from addresses import comparable, written
from model import Refusal, need

NAMED = ("email", "sms")  # the channels of the histories
WEIGHT = {"application": 0, "stop_word": 1}


def newly_refused(before, after):
    return [] if "all" in before else [channel for channel in after if channel not in before]


class Consent:
    """Refusals by lead and by address; the state belongs to Engine. An address is a kind and whose it is, however it is
    spelled."""

    def refuses(self, lead, channel):
        if {"all", channel} & set(lead.opted_out):
            return True
        return any((each, address) in self.refusals
                   for each in ("all", channel) for address in lead.addresses(channel))

    def set_opted_out(self, lead, channels):
        """An application writes the column."""
        person = self._lead(lead)
        self._hold_no_refusing(person)
        before, after = person.opted_out, list(channels)
        for row in self._rows(person, self._left_out(before, after)):
            if row.cause == "stop_word" and not {"all", row.channel} & set(after):
                after.append(row.channel)
                self._note(person, row.channel, row.cause)
        for channel in sorted(set(before) - set(after)):
            # Said when there was no address for it: START takes it back, an application does not.
            said = self._said(person, channel) == "stop_word" and not person.addresses(channel)
            if said and "all" not in after:
                after.append(channel)
                self._note(person, channel, "stop_word")
        self._write_opted_out(person, after, "application")
        self._follow_refusals(person, before, person)

    def set_contact(self, lead, email, phone):
        """An application writes other addresses; whoever refuses, refuses there, too."""
        person = self._lead(lead)
        before = person.copy()
        person.email, person.phone = spelled_like(email), spelled_like(phone)
        person.spelled = (email, phone)
        if person.opted_out:
            self._follow_refusals(person, person.opted_out, before)
        self.release(person)

    def say(self, lead, word, channel):
        """STOP or START, and nothing else."""
        person = self._lead(lead)
        self._hold_no_refusing(person)
        self.note_inbound(person)
        if word == "stop_word":
            self._refuse(person, channel, "stop_word")
        elif not self._undo_stop(person, channel):
            self.fire("message_received", person)

    def suppress(self, channel, address):
        """An application inserts a row of automation_suppressions."""
        self.refusals.setdefault((channel, spelled_like(address)), Refusal(channel, spelled_like(address), "application"))

    def remove_suppression(self, channel, address):
        address = spelled_like(address)
        row = self.refusals.get((channel, address))
        need(row is not None)
        leads = self._refusing(channel, address)
        need(not self.held_leads & {lead.key for lead in leads})
        accepting = [lead for lead in leads
                     if row.cause == "stop_word" and self._said(lead, channel) in (None, "stop_word")]
        # The spellings of those who go on refusing are deleted with the row: a later row may or may not know of them.
        need(all(plain(spelling(address, lead)) for lead in leads if lead not in accepting))
        del self.refusals[channel, address]
        for lead in accepting:
            self._allow(lead, channel)

    # What follows

    def _hold_no_refusing(self, person):
        """Another row with the address that an open transaction has would be waited for."""
        addresses = {address for channel in NAMED for address in person.addresses(channel)}
        shared = {lead.key for lead in self.leads.values() if addresses & set(lead.addresses("all"))}
        need(not self.held_leads & shared)

    def come_with(self, person):
        """A new row that refuses something."""
        self._follow_refusals(person, (), None)

    def _refuse(self, person, channel, cause):
        if not {"all", channel} & set(person.opted_out):
            self._write_opted_out(person, [*person.opted_out, channel], cause)
        for address in person.addresses(channel):
            self._add(channel, address, cause)

    def _write_opted_out(self, person, after, cause):
        before, person.opted_out = person.opted_out, tuple(after)
        refused = newly_refused(before, after)
        for channel in refused:
            self._note(person, channel, cause)
        for run in [run for run in self.runs if run.lead == person.key and not run.ended and not run.inside]:
            rule = self.rules.get(run.rule)
            if rule and rule.writes() and not rule.steps and {"all", rule.channel} & set(refused):
                self.runs.remove(run)
                self.tell(run, "blocked opted_out")
        # Of what waited before an open transaction began, nothing can be said here.
        self.unclear = self.unclear or bool(refused) and any(run.lead == person.key for run in self.earlier_runs)

    def _note(self, person, channel, cause):
        self.number += 1
        person.said[channel] = (self.now, self.number, cause)

    @staticmethod
    def _said(person, channel):
        return person.said[channel][2] if channel in person.said else None

    def _add(self, channel, address, cause):
        row = self.refusals.get((channel, address))
        if row is None or WEIGHT[cause] > WEIGHT[row.cause]:
            self.refusals[channel, address] = Refusal(channel, address, cause)

    @staticmethod
    def _left_out(before, after):
        """Without the word for every channel, each of them may be left out."""
        left = set(before) - set(after)
        return left | set(NAMED) - set(after) if "all" in left else left

    def _rows(self, person, channels):
        return [self.refusals[channel, address] for channel in sorted(channels)
                for address in person.addresses(channel) if (channel, address) in self.refusals]

    def _follow_refusals(self, person, refused_before, before):
        """`before`: with the addresses of then; None: the row is new."""
        for channel in person.opted_out:
            known = channel in refused_before and before is not None
            # An address that is spelled anew is looked at like another one.
            old = [address for address in before.addresses(channel)
                   if spelling(address, before) == spelling(address, person)] if known else []
            said = before and next((row for row in self._rows(before, [channel])), None)
            for address in person.addresses(channel):
                if address not in old:
                    moved = before is not None and before is not person
                    own = self._said(person, channel) if known else None
                    self._add(channel, address, said.cause if moved and said else own or "application")
        for row in self._rows(person, self._left_out(refused_before, person.opted_out)):
            others = [lead for lead in self._refusing(row.channel, row.address) if lead is not person]
            if row.cause == "application" and not others:
                del self.refusals[row.channel, row.address]

    def _refusing(self, channel, address):
        return [lead for lead in self.leads.values() if channel in lead.opted_out and address in lead.addresses(channel)]

    def _allow(self, lead, channel):
        allowed = channel in lead.opted_out
        lead.opted_out = tuple(each for each in lead.opted_out if each != channel)
        return allowed

    def _undo_stop(self, person, channel):
        undone = refused = False
        for address in person.addresses(channel):
            row = self.refusals.get((channel, address))
            if row and row.cause == "stop_word":
                undone = True
                del self.refusals[channel, address]
                for lead in self._refusing(channel, address):
                    if self._said(lead, channel) in (None, "stop_word"):
                        self._allow(lead, channel)
                    else:
                        self._add(channel, address, "application")
            refused = refused or (channel, address) in self.refusals
        if not refused and self._said(person, channel) == "stop_word":
            undone = self._allow(person, channel) or undone
        return undone

    # Two rows of one person

    def unite_consent(self, kept, dropped, united):
        """What either has refused holds at the addresses of both. `united`: the row that comes of them."""
        refused = {}
        for lead in (kept, dropped):
            for channel in lead.opted_out:
                self._heavier(refused, channel, self._said(lead, channel) or "application")
                for row in self._rows(lead, [channel]):
                    self._heavier(refused, channel, row.cause)
        lost = [address for address in dropped.addresses("all") if address not in united.addresses("all")]
        for channel in ("all", *NAMED):
            for address in dropped.addresses(channel):
                if address in lost and (channel, address) in self.refusals:
                    self._heavier(refused, channel, self.refusals[channel, address].cause)
        for channel, said in dropped.said.items():
            kept.said[channel] = max(said, kept.said.get(channel, said))
        return refused, lost

    def refuse_united(self, kept, refused, lost):
        for channel, cause in sorted(refused.items()):
            self._refuse(kept, channel, cause)
            for address in lost:
                if channel == "all" or (address[0] == "email") == (channel == "email"):
                    self._add(channel, address, cause)

    @staticmethod
    def _heavier(refused, channel, cause):
        refused[channel] = max(cause, refused.get(channel, cause), key=WEIGHT.get)


def spelling(address, lead):
    return next((each for each in lead.spelled if spelled_like(each) == address), None)


def plain(address):
    """As rows of automation_suppressions have it, but for capital letters of an e-mail address."""
    name, whole = written(address), comparable(address)
    return (name.lower() if address[0] == "email" else name) == whole


def spelled_like(address):
    """Without the way it is spelled."""
    return address and address[:2]
