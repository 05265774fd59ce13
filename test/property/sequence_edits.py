"""What becomes of those inside a sequence when its steps are edited, when it is deleted, and when two leads are merged."""
from model import need
from steps import Steps, date_wait


class SequenceEdits:
    """The state belongs to Engine; sequences.py has the rest."""

    def set_steps(self, rule, steps):
        """Whoever stands at a step that is gone goes on with the next one on the way that is left."""
        changed = self._rule(rule)
        need(self.held is None and changed.steps is not None and changed.steps != steps)
        old, new = self.steps_of(changed), Steps(steps)
        names = {name: name for name in old.named if name in new.named}
        names.update({step["was"]: name for name, step in new.named.items()
                      if step.get("was") in old.named and name not in old.named})
        changed.steps, changed.edited_at = steps, self.now
        for entry in self.entries:
            if entry.rule == rule:
                self._follow_edit(entry, old, new, names)
                # Whether an edit is a cause to leave by itself is not specified.
                leaves = self._reason_to_leave(entry, changed, self.leads[entry.lead])
                self.unclear = self.unclear or bool(leaves)

    def _follow_edit(self, entry, old, new, names):
        entry.done = [names.get(name, name) for name in entry.done]
        entry.arms = {names.get(name, name): arm for name, arm in entry.arms.items()}
        before, stands = old.named.get(entry.step), names.get(entry.step)
        if before is None:
            return
        if stands is None:
            at = entry.step
            while at is not None and at not in names:
                at = old.after[at]
            if entry.delayed:
                entry.step = names.get(at)
            else:
                self._begin_wait(entry, names.get(at), self.now)
            return
        entry.step = stands
        if before.get("wait") != new.named[stands].get("wait") and not entry.delayed:
            self._follow_wait(entry, new.named[stands])

    def _follow_wait(self, entry, step):
        """An edit makes nobody late."""
        # Somebody whose message is put off has waited: whether he waits once more is not specified.
        self.unclear = self.unclear or entry.over is not None
        entry.date = entry.moved = None
        if date_wait(step):
            due = self._due(entry, entry.zone)
            self.unclear = self.unclear or self.come(due)
            entry.date = due

    def doubt_import(self, lead):
        """Whether a booking that is imported counts as one that was made is not specified."""
        rules = [self.rules[entry.rule] for entry in self.entries if entry.lead == lead]
        self.unclear = self.unclear or any("booking" in str((rule.goal, rule.exit, rule.steps)) for rule in rules)

    def end_sequence(self, rule):
        for entry in [entry for entry in self.entries if entry.rule == rule]:
            self._end(entry, "automation_deleted")

    def unite_entries(self, keep, drop):
        """Of two entries of one person the further stays."""
        ours = [entry for entry in self.entries if entry.lead in (keep, drop) and entry.booking is None]
        for rule in {entry.rule for entry in ours}:
            both = [entry for entry in ours if entry.rule == rule]
            if len(both) == 2:
                self._end_the_nearer(rule, both, keep)
            else:
                # Whether it goes on where the other row has been through, is not specified.
                self.unclear = self.unclear or any(memory.rule == rule and memory.lead in (keep, drop) and
                                                   memory.lead != both[0].lead for memory in self.memory)
        for entry in self.entries:
            if entry.lead == drop:
                entry.lead = keep

    def _end_the_nearer(self, rule, both, keep):
        steps = self.steps_of(self.rules[rule])
        nearer = [one for one, other in (both, reversed(both)) if other.step in steps.ahead(one.step)]
        # At one step, or in two branches: which is further is not specified.
        self.unclear = self.unclear or len(nearer) != 1
        if nearer:
            nearer[0].lead = keep
            self._end(nearer[0], "merged")
