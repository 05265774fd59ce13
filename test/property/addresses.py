"""Addresses and numbers of a few people, each spelled in several ways: a kind, whose it is, and the spelling."""

SPELLINGS = {
    ("email", "ann"): ["ann@example.com", "Ann@Example.com", "Ann Lee <ANN@example.com>", "mailto:ann@example.com"],
    ("email", "bob"): ["bob@example.com", "BOB@EXAMPLE.COM", "bob@example.com (Bob)"],
    ("email", "cem"): ["cem@example.com", " Cem@Example.com"],
    ("phone", "ann"): ["+4930123456", "+49 30 123456", "0049 30 123-456", "tel:+4930123456"],
    ("phone", "bob"): ["+12025550123", "+1 (202) 555-0123"],
    ("phone", "cem"): ["+33123456789", "+33 1 23 45 67 89"],
}


def random_address(random, kind):
    """None: the row has none."""
    if random.random() < 0.3:
        return None
    whose = random.choice(["ann", "ann", "bob", "cem"])
    return kind, whose, random.randrange(len(SPELLINGS[kind, whose]))


def usable(address):
    """Whether a lead's row that has it like this can be written to: not a mail address with a name beside it."""
    return address is not None and (address[0] == "phone" or not any(mark in written(address) for mark in "<(:"))


def written(address):
    """As a row has it."""
    return address and SPELLINGS[address[:2]][address[2]]


def comparable(address):
    return SPELLINGS[address[:2]][0]
