"""What has been compared: pairs by the kind of their state, and differences."""
from collections import Counter

from histories import describe
from moments import show

SHOWN = 25
MOST = 50  # differences, after which it ends
KINDS = ("running worker", "stopped worker", "paused channel", "disabled channel", "held message", "replied", "moved booking",
         "handed over booking", "imported lead", "imported booking", "merged lead", "second run",
         "disabled automation", "put off", "no event",
         "closed window", "waits for a column", "changed lead", "date of a lead", "event trigger", "timed trigger", "crm_update", "preview before enabling")


class Tally:
    def __init__(self):
        self.agree, self.acted, self.differences, self.ambiguous, self.pairs = Counter(), Counter(), [], 0, 0

    def count(self, kinds, acted):
        self.pairs += 1
        for kind in kinds:
            self.agree[kind] += 1
            self.acted[kind] += acted

    def differ(self, what, writer=None):
        self.differences.append(what)
        if len(self.differences) > SHOWN:
            return
        print(f"# differs: {what}", flush=True)
        for at, step in writer.made if writer else ():
            print(f"#   {show(at)}  {describe(step)}", flush=True)

    def empty_kinds(self):
        return [kind for kind in KINDS if not self.agree[kind]]

    def report(self):
        """Prints it; whether all is well."""
        for kind in KINDS:
            print(f"# {kind}: {self.agree[kind]} pairs, {self.acted[kind]} of them with an outcome", flush=True)
        empty = self.empty_kinds()
        print(f"{self.pairs} pairs, {len(self.differences)} differ, {self.ambiguous} at one moment with others left out; "
              f"empty kinds: {', '.join(empty) or 'none'}")
        return not self.differences and not empty
