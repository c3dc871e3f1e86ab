"""ZooKeeper writes on a server that is killed again and again: zookeeper_load.py HOST:PORT.

Prints `acked N` as it goes; ends on a line `stop`, and then reads everything back.
"""

import logging
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from kazoo.client import KazooClient, KazooState  # noqa: E402
from kazoo.exceptions import KazooException  # noqa: E402
from kazoo.handlers.threading import KazooTimeoutError  # noqa: E402

from steps import check, load_until_stopped, run, unique, until  # noqa: E402

ADDRESS = sys.argv[1]
ROOT = "/" + unique("crash")
FAILURES = (KazooException, KazooTimeoutError)
stopping = threading.Event()
logging.disable(logging.CRITICAL)


def connected():
    retry = {"max_tries": -1, "delay": 0.02, "max_delay": 0.2, "ignore_expire": False}
    client = KazooClient(ADDRESS, timeout=30, connection_retry=retry)
    client.start(20)
    return client


class Writer(threading.Thread):
    """Repeats one kind of write with its own session; what has no answer may or may not be done."""

    def __init__(self, name):
        super().__init__(daemon=True)
        self.client = connected()
        self.name = name
        self.session = self.client.client_id[0]
        self.states = []
        self.client.add_listener(self.states.append)
        self.asked = 0
        self.acked = []

    def run(self):
        while not stopping.is_set():
            if self.client.state != KazooState.CONNECTED:
                time.sleep(0.01)
                continue
            self.asked += 1
            try:
                self.acked.append((self.asked, self.write(self.asked)))
            except FAILURES:
                pass


class SequenceWriter(Writer):
    def write(self, number):
        return self.client.create(ROOT + "/s-", b"%d" % number, sequence=True)


class ValueWriter(Writer):
    def write(self, number):
        return self.client.set(ROOT + "/value", b"%d" % number).version


class MultiWriter(Writer):
    def write(self, number):
        both = self.client.transaction()
        both.create(ROOT + "/m-%d-a" % number, b"")
        both.create(ROOT + "/m-%d-b" % number, b"")
        results = both.commit()
        for result in results:
            if isinstance(result, Exception):
                raise result
        return results


keeper = connected()
keeper.create(ROOT, b"")
keeper.create(ROOT + "/value", b"0")
keeper.create(ROOT + "/mine", b"", ephemeral=True)
keeper_session = keeper.client_id[0]
sequences, values, multis = SequenceWriter("sequence"), ValueWriter("value"), MultiWriter("multi")
writers = [sequences, values, multis]
load_until_stopped(writers, stopping, lambda: min(len(writer.acked) for writer in writers), 60)
reader = connected()


@check("acknowledged sequential znodes are there with their values")
def sequence_check():
    assert sequences.acked, "nothing was acknowledged"
    there = set(reader.get_children(ROOT))
    for number, path in sequences.acked:
        assert path.rsplit("/", 1)[1] in there, "%s (%d) is missing" % (path, number)
    for number, path in sequences.acked[:: max(1, len(sequences.acked) // 500)]:
        assert reader.get(path)[0] == b"%d" % number, "%s has another value" % path
    order = [path for _, path in sequences.acked]
    assert order == sorted(order) and len(set(order)) == len(order), "names not in order"
    sys.stderr.write("%d sequential znodes acknowledged\n" % len(order))


@check("the last acknowledged value is there, versions never go back")
def value_check():
    assert values.acked, "nothing was acknowledged"
    value, stat = reader.get(ROOT + "/value")
    last, version = values.acked[-1]
    assert last <= int(value) <= values.asked, "acknowledged %d, found %s" % (last, value)
    assert stat.version >= version, "version %d after %d" % (stat.version, version)
    versions = [one[1] for one in values.acked]
    assert versions == sorted(set(versions)), "a version was given twice or went back"


@check("a multi is there wholly or not at all")
def multi_check():
    assert multis.acked, "nothing was acknowledged"
    there = set(reader.get_children(ROOT))
    acked = {number for number, _ in multis.acked}
    for number in range(1, multis.asked + 1):
        halves = ["m-%d-%s" % (number, half) in there for half in "ab"]
        assert halves[0] == halves[1], "half of multi %d is there" % number
        assert halves[0] or number not in acked, "acknowledged multi %d is missing" % number


@check("sessions and their ephemeral znodes outlive every kill")
def session_check():
    until(lambda: keeper.state == KazooState.CONNECTED, "the first session is connected")
    assert keeper.client_id[0] == keeper_session, "the first session was replaced"
    found = keeper.exists(ROOT + "/mine")
    assert found and found.ephemeralOwner == keeper_session, "its ephemeral znode: %r" % (found,)
    for writer in writers:
        assert KazooState.LOST not in writer.states, "%s lost its session" % writer.name


run()
