"""Clients of a server that is killed again and again: clients.py HOST:PORT ROOT NAME FILE SEED.

What they were told is judged afterwards, from FILE. Prints `acked N` as it goes. Ends on a line
`stop`, after it has read what is there; where NAME is `mortal` it is killed instead.
"""

import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from kazoo.exceptions import BadVersionError, NoNodeError, RolledBackError  # noqa: E402
from kazoo.protocol.states import KazooState, KeeperState  # noqa: E402

from recording import FAILURES, SESSION_TIMEOUT_S, History, connected, now  # noqa: E402
from steps import load_until_stopped, until  # noqa: E402

ADDRESS, ROOT, NAME, FILE, SEED = sys.argv[1:]
REGISTERS = [ROOT + "/r%d" % number for number in range(3)]
PAIR = [ROOT + "/pair-a", ROOT + "/pair-b"]
SEQUENCE, OWNED = ROOT + "/sequence", ROOT + "/owned"
OWNER_TIMEOUT_S = 4
BATCH = 8
PAUSE_S = 0.003
history = History(FILE)
stopping = threading.Event()


class Worker(threading.Thread):
    """Asks for one thing after another with a session of its own."""

    def __init__(self, name, number, timeout=SESSION_TIMEOUT_S):
        super().__init__(daemon=True)
        self.name = "%s-%s-%d" % (NAME, name, number)
        self.random = random.Random("%s %s" % (SEED, self.name))
        self.turn = 0
        self.acked = 0
        self.open(timeout)

    def open(self, timeout):
        self.client = connected(ADDRESS, timeout)
        self.client.name, self.client.history = self.name, history
        self.session = "%x" % self.client.client_id[0]
        self.client.add_listener(self.changed)

    def changed(self, state):
        if state == KazooState.LOST and self.client._state == KeeperState.EXPIRED_SESSION:
            history.add("lost", session=self.session)

    def run(self):
        while not stopping.is_set():
            if self.client.state != KazooState.CONNECTED:
                time.sleep(0.01)
                continue
            try:
                self.step()
                self.acked += 1
            except FAILURES:
                pass
            time.sleep(PAUSE_S * self.random.random())

    def next(self):
        self.turn += 1
        return self.turn

    def read(self, path):
        start, turn = now(), self.next()
        value, stat = self.client.get(path)
        self.note_read(path, value, stat, start, turn)
        return stat.version

    def note_read(self, path, value, stat, start, turn):
        history.add(
            "read", by=self.name, turn=turn, path=path, value=value.decode(),
            version=stat.version, zxid=stat.mzxid, start=start, end=now(),
        )

    def note_write(self, path, value, expected, start, turn, result, group=None):
        """result: a Stat, an exception, or None where nothing was answered."""
        fields = dict(by=self.name, turn=turn, path=path, value=value, expected=expected, start=start)
        fields["group"] = group
        if isinstance(result, BadVersionError):
            history.add("write", outcome="refused", version=-1, zxid=-1, end=now(), **fields)
        elif result is None or isinstance(result, Exception):
            history.add("write", outcome="unknown", version=-1, zxid=-1, end=None, **fields)
        else:
            version, zxid = result.version, result.mzxid
            history.add("write", outcome="done", version=version, zxid=zxid, end=now(), **fields)


class RegisterClient(Worker):
    """Compares and sets, sets, and reads."""

    def __init__(self, name, number):
        super().__init__(name, number)
        self.seen = {}

    def step(self):
        path = self.random.choice(REGISTERS)
        if path not in self.seen or self.random.random() < 0.4:
            self.seen[path] = self.read(path)
            return
        turn = self.next()
        expected = self.seen[path] if self.random.random() < 0.8 else -1
        value = "%s:%d" % (self.name, turn)
        start, result = now(), None
        try:
            result = self.client.set(path, value.encode(), expected)
            self.seen[path] = result.version
        except FAILURES as error:
            result = error
            self.seen.pop(path, None)
        self.note_write(path, value, expected, start, turn, result)


class PipelinedClient(Worker):
    """Sends several requests before it looks at the first answer."""

    def step(self):
        asked = []
        for _ in range(BATCH):
            path, turn, start = self.random.choice(REGISTERS), self.next(), now()
            if self.random.random() < 0.5:
                value = "%s:%d" % (self.name, turn)
                asked.append((path, value, turn, start, self.client.set_async(path, value.encode())))
            else:
                asked.append((path, None, turn, start, self.client.get_async(path)))
        for path, value, turn, start, answer in asked:
            try:
                result = answer.get(timeout=60)
            except FAILURES as error:
                result = error
            if value is not None:
                self.note_write(path, value, -1, start, turn, result)
            elif not isinstance(result, Exception):
                self.note_read(path, result[0], result[1], start, turn)


class PairClient(Worker):
    """Changes two znodes in one multi, where the first has the version that was read."""

    def step(self):
        version = self.read(PAIR[0])
        self.read(PAIR[1])
        turn = self.next()
        value = "%s:%d" % (self.name, turn)
        both = self.client.transaction()
        both.check(PAIR[0], version)
        for path in PAIR:
            both.set_data(path, value.encode())
        start = now()
        try:
            results = both.commit()[1:]
        except FAILURES as error:
            results = [error, error]
        if any(isinstance(result, (BadVersionError, RolledBackError)) for result in results):
            results = [BadVersionError()] * 2
        for path, result in zip(PAIR, results):
            expected = version if path == PAIR[0] else -1
            self.note_write(path, value, expected, start, turn, result, group=value)


class SequenceClient(Worker):
    """Takes numbers, and takes some of its znodes away again."""

    def step(self):
        value = "%s:%d" % (self.name, self.next())
        start, name, zxid, end = now(), None, -1, None
        try:
            path, stat = self.client.create(
                SEQUENCE + "/s-", value.encode(), sequence=True, include_data=True)
            name, zxid, end = path.rsplit("/", 1)[1], stat.czxid, now()
        except FAILURES:
            pass
        history.add(
            "next", by=self.name, value=value, name=name, zxid=zxid, start=start, end=end)
        if name is not None and self.random.random() < 0.3:
            history.add("taken", name=name, start=now())
            self.client.delete(SEQUENCE + "/" + name)


class Owner(Worker):
    """Opens sessions, owns znodes with them, and closes them."""

    def __init__(self, name, number):
        super().__init__(name, number, OWNER_TIMEOUT_S)

    def run(self):
        super().run()
        self.end()

    def step(self):
        self.own()
        until = now() + 1.5 * self.random.random()
        while now() < until and not stopping.is_set():
            time.sleep(0.05)
        if NAME != "mortal" and not stopping.is_set():
            self.end()
            self.open(OWNER_TIMEOUT_S)

    def end(self):
        start = now()
        self.client.stop()
        outcome = "done" if self.client._connection.was_closed else "unknown"
        end = now() if outcome == "done" else None
        history.add("end", session=self.session, outcome=outcome, start=start, end=end)
        self.client.close()

    def own(self):
        # One that has expired was replaced.
        self.session = "%x" % self.client.client_id[0]
        name = "%s-%d" % (self.session, self.next())
        start, outcome, end = now(), "unknown", None
        try:
            self.client.create(OWNED + "/" + name, b"", ephemeral=True)
            outcome, end = "done", now()
        finally:
            history.add(
                "own", name=name, session=self.session, outcome=outcome, start=start, end=end,
                timeout=self.client._session_timeout / 1000.0,
            )


class Looker(Worker):
    """Looks at what sessions own."""

    def step(self):
        self.look()
        time.sleep(0.02)

    def look(self):
        start = now()
        names = self.client.get_children(OWNED)
        history.add("look", names=names, start=start, end=now())
        return names


class WatchingClient(Worker):
    """Watches registers, and where numbers are taken, beside reading what it watches."""

    def __init__(self, name, number):
        super().__init__(name, number)
        self.client.is_watching = True

    def step(self):
        watch = self.told if self.random.random() < 0.5 else None
        if self.random.random() < 0.7:
            self.client.get(self.random.choice(REGISTERS + PAIR), watch=watch)
        else:
            self.client.get_children(OWNED, watch=watch, include_data=True)

    def told(self, event):
        pass


def prepare(client):
    for path in [ROOT] + REGISTERS + PAIR + [SEQUENCE, OWNED]:
        if not client.exists(path):
            client.create(path, b"")


def read_all(worker):
    """What is there at the end, when nobody else writes any more."""
    for path in REGISTERS + PAIR:
        worker.read(path)
    client = worker.client
    names = client.get_children(SEQUENCE)
    asked = [(name, client.get_async(SEQUENCE + "/" + name)) for name in names]
    found = [(name, answer.get(timeout=30)) for name, answer in asked]
    history.add("left", left=[[name, value.decode(), stat.czxid] for name, (value, stat) in found])


def mortal():
    owner = Owner("owner", 1)
    owner.start()
    while True:
        print("acked %d" % owner.acked, flush=True)
        time.sleep(0.1)


def load():
    workers = [RegisterClient("register", 1), RegisterClient("register", 2)]
    workers += [PipelinedClient("pipelined", 1), PairClient("pair", 1)]
    workers += [SequenceClient("sequence", 1), SequenceClient("sequence", 2)]
    workers += [Looker("looker", 1), WatchingClient("watching", 1)]
    acked = lambda: min(worker.acked for worker in workers)  # noqa: E731
    late = load_until_stopped(workers + [Owner("owner", 1)], stopping, acked, 60)
    assert not late, "%s did not end" % [worker.name for worker in late]
    if NAME == "last":
        # The session of a process that was killed takes its timeout to end, and a tick.
        looker = Looker("looker", 2)
        until(lambda: not looker.look(), "the znodes of ended sessions are gone", 45)
        read_all(looker)
    for worker in workers:
        worker.client._connection.write_zxids()
    history.add("end of history")


if NAME == "prepare":
    prepare(connected(ADDRESS))
elif NAME == "mortal":
    mortal()
else:
    load()
sys.stdout.flush()
os._exit(0)
