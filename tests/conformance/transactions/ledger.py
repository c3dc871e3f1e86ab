"""What is known of every transfer: what its producer was told, and what a reader of committed
records found. A transfer that is found in one partition must be found in all of them; one that a
reader has gone past in one partition must be in none."""

import bisect
import collections
import threading


class Leg:
    """One record of a transfer."""

    def __init__(self, transfer, account, value, amount):
        self.transfer, self.account, self.value, self.amount = transfer, account, value, amount
        self.count = 0

    def delivered(self, error, message):
        if error is None:
            self.transfer.ledger.placed(self, message.offset())


class Transfer:
    """One transaction. Its state is open, asked (to be committed), committed or aborted."""

    def __init__(self, ledger, identity, legs, consumed):
        self.ledger, self.id, self.consumed = ledger, identity, consumed
        self.state, self.found = "open", None
        self.legs = [
            Leg(self, account, "%s/%d %d" % (identity, number, amount), amount)
            for number, (account, amount) in enumerate(legs)
        ]

    def turn(self, state):
        with self.ledger.lock:
            self.state = state
            self.check()

    def find(self, found):
        assert self.found in (None, found), "%s: a reader sees a part of it" % self
        self.found = found
        self.check()

    def check(self):
        if self.found == "there":
            assert self.state in ("asked", "committed"), "%s: a reader sees it" % self
        if self.found == "not there":
            assert self.state != "committed", "%s: it is not there" % self

    def __str__(self):
        return "transfer %s (%s)" % (self.id, self.state)


class Ledger:
    """All transfers."""

    def __init__(self):
        self.lock = threading.RLock()
        self.transfers = []
        self.legs = {}
        # By account: where the reader is, and the acknowledged records beyond, by offset.
        self.positions = collections.Counter()
        self.ahead = collections.defaultdict(list)

    def begin(self, identity, legs, consumed):
        with self.lock:
            transfer = Transfer(self, identity, legs, consumed)
            self.transfers.append(transfer)
            for leg in transfer.legs:
                self.legs[leg.value] = leg
            return transfer

    def placed(self, leg, offset):
        """The broker says where a record is."""
        with self.lock:
            if offset < self.positions[leg.account]:
                if leg.count == 0:
                    leg.transfer.find("not there")
                return
            bisect.insort(self.ahead[leg.account], (offset, leg.value))

    def seen(self, account, offset, value):
        """The reader got a record."""
        with self.lock:
            leg = self.legs.get(value)
            assert leg is not None, "%s: %s was never sent" % (account, value)
            assert leg.account == account, "%s was sent to %s" % (value, leg.account)
            leg.count += 1
            assert leg.count == 1, "%s is there twice" % value
            leg.transfer.find("there")
            ahead = self.ahead[account]
            while ahead and ahead[0][0] <= offset:
                passed = self.legs[ahead.pop(0)[1]]
                if passed.count == 0:
                    passed.transfer.find("not there")
            self.positions[account] = offset + 1

    def found_offset(self, offset):
        """The group's offset as the next producer of its id finds it."""
        with self.lock:
            consumed = [one for one in self.transfers if one.consumed is not None]
            floor = max((one.consumed[1] for one in consumed if one.state == "committed"), default=0)
            assert offset >= floor, "offset %d after %d was committed" % (offset, floor)
            ends = {one.consumed[1] for one in consumed if one.state in ("asked", "committed")}
            assert offset in ends | {0}, "offset %d was not committed by anybody" % offset
            for one in consumed:
                if one.state == "asked" and one.consumed[1] > offset:
                    one.find("not there")

    def check_whole(self):
        """At the end: all or nothing of each transfer."""
        for transfer in self.transfers:
            count = sum(leg.count for leg in transfer.legs)
            of = len(transfer.legs)
            assert count in (0, of), "%s: %d of %d records are there" % (transfer, count, of)
            total = sum(leg.amount * leg.count for leg in transfer.legs)
            assert total == 0, "%s: its sum is %d" % (transfer, total)
            transfer.find("there" if count else "not there")

    def check_acknowledged(self):
        for transfer in self.transfers:
            transfer.check()
            if transfer.state == "committed":
                assert transfer.found == "there", "%s: it is not there" % transfer

    def check_consumed(self, offset):
        end = 0
        ranges = sorted(
            one.consumed for one in self.transfers if one.consumed and one.found == "there")
        for first, after in ranges:
            assert first == end, "the input was copied from %d on in place of %d" % (first, end)
            end = after
        assert offset == end, "the offset is %d, what was copied ends at %d" % (offset, end)
        assert offset > 0, "nothing was copied"

    def summary(self):
        states = collections.Counter(one.state for one in self.transfers)
        found = collections.Counter(str(one.found) for one in self.transfers)
        return "%s; found: %s" % (dict(states), dict(found))
