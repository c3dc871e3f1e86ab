"""Keyed load on compacted topics of a broker that is killed again and again: load.py HOST:PORT SEED.

Every key has one writer, so that the newest value of each is known. The checker at the end reads
everything: a key's newest value is the one that was sent last, a deleted one is gone, offsets rise.
Prints `acked N` as it goes; ends on a line `stop`.
"""

import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer  # noqa: E402
from confluent_kafka import TopicPartition  # noqa: E402
from confluent_kafka.admin import AdminClient, NewTopic  # noqa: E402

from steps import check, equal, load_until_stopped, run, until  # noqa: E402

BOOTSTRAP, SEED = sys.argv[1], int(sys.argv[2])
PLAIN, TRANSACTIONAL = "compacted", "compacted-txn"
KEYS = 400
SEGMENT_BYTES = 128 * 1024
IN_FLIGHT_MAX = 500
PATIENCE = {
    "bootstrap.servers": BOOTSTRAP,
    "reconnect.backoff.ms": 20,
    "reconnect.backoff.max.ms": 200,
    "socket.timeout.ms": 5000,
    "log_level": 0,
}
stopping = threading.Event()


class Writer(threading.Thread):
    """Writes values and tombstones for random keys, and remembers the last of each."""

    def __init__(self):
        super().__init__(daemon=True)
        limits = {"enable.idempotence": True, "message.timeout.ms": 600000, "linger.ms": 2}
        self.producer = Producer({**PATIENCE, **limits})
        self.random = random.Random(SEED)
        self.newest = {}
        self.acked = 0
        self.sent = 0
        self.errors = []

    def on_delivery(self, error, message):
        if error is None:
            self.acked += 1
        else:
            self.errors.append(str(error))

    def send(self, key, value):
        self.newest[key] = value
        self.producer.produce(
            PLAIN, value, key=key, partition=0, on_delivery=self.on_delivery)
        self.sent += 1

    def run(self):
        while not stopping.is_set():
            if self.sent - self.acked - len(self.errors) >= IN_FLIGHT_MAX:
                self.producer.poll(0.01)
                continue
            key = b"k%d" % self.random.randrange(KEYS)
            is_tombstone = self.random.randrange(5) == 0
            filler = b"." * self.random.randrange(600)
            self.send(key, None if is_tombstone else b"%d %s" % (self.sent, filler))
            self.producer.poll(0 if self.sent % 20 else 0.01)
        self.flush()

    def flush(self):
        self.producer.flush(60)


class Transactions(threading.Thread):
    """Commits and aborts transactions, one after the other; an aborted value says that it is."""

    def __init__(self):
        super().__init__(daemon=True)
        self.random = random.Random(SEED + 1)
        self.acked = 0
        self.number = 0
        # Per key, what may be its newest value: one, unless an outcome is not known.
        self.newest = {}
        self.producer = None

    def run(self):
        while not stopping.is_set():
            try:
                if self.producer is None:
                    self.producer = self.start_producer()
                self.transaction()
            except KafkaException as error:
                self.recover(error.args[0])

    def start_producer(self):
        limits = {"transactional.id": "compaction-load", "transaction.timeout.ms": 60000}
        producer = Producer({**PATIENCE, **limits, "linger.ms": 2})
        producer.init_transactions(60)
        return producer

    def transaction(self):
        commits = self.random.randrange(3) > 0
        self.producer.begin_transaction()
        word = "committed" if commits else "aborted"
        pending = {}
        for _ in range(1 + self.random.randrange(20)):
            self.number += 1
            key = b"t%d" % self.random.randrange(50)
            value = ("%s %d " % (word, self.number)).encode() + b"." * self.random.randrange(400)
            pending[key] = value
            self.producer.produce(TRANSACTIONAL, value, key=key, partition=0)
        if not commits:
            return self.retried(lambda: self.producer.abort_transaction(30))
        try:
            self.retried(lambda: self.producer.commit_transaction(30))
        except KafkaException as error:
            # An abortable error says that nothing was committed; anything else leaves it open.
            if not error.args[0].txn_requires_abort():
                for key, value in pending.items():
                    self.newest.setdefault(key, []).append(value)
            raise
        for key, value in pending.items():
            self.newest[key] = [value]
        self.acked += 1

    def retried(self, action):
        while True:
            try:
                return action()
            except KafkaException as error:
                if not error.args[0].retriable():
                    raise

    def recover(self, error):
        if error.txn_requires_abort():
            try:
                return self.retried(lambda: self.producer.abort_transaction(30))
            except KafkaException:
                pass
        self.producer = None


def create_topics():
    # The worst case: everything is dirty at once, a tombstone may go with the second pass.
    config = {
        "cleanup.policy": "compact",
        "segment.bytes": str(SEGMENT_BYTES),
        "min.cleanable.dirty.ratio": "0.01",
        "delete.retention.ms": "100",
    }
    topics = [NewTopic(name, 1, 1, config=config) for name in (PLAIN, TRANSACTIONAL)]
    admin = AdminClient(PATIENCE)
    for made in admin.create_topics(topics).values():
        made.result(30)


def read_all(topic, start=0, isolation="read_committed"):
    """[(offset, key, value)] from an offset on."""
    consumer = Consumer({
        **PATIENCE,
        "group.id": "checker",
        "enable.auto.commit": False,
        "isolation.level": isolation,
        "enable.partition.eof": True,
        "check.crcs": True,
    })
    found = []
    consumer.assign([TopicPartition(topic, 0, start)])
    deadline = time.monotonic() + 60
    is_over = False
    while not is_over:
        assert time.monotonic() < deadline, "%s: reading stopped at %s" % (topic, found[-1:])
        for message in consumer.consume(5000, 0.5):
            if message.error():
                if message.error().code() != KafkaError._PARTITION_EOF:
                    raise KafkaException(message.error())
                is_over = True
            else:
                found.append((message.offset(), message.key(), message.value()))
    consumer.close()
    return found


def newest_of(found):
    return {key: value for _, key, value in found}


def in_order(found):
    offsets = [offset for offset, _, _ in found]
    assert offsets == sorted(set(offsets)), "offsets do not rise"


create_topics()
writer, transactions = Writer(), Transactions()
load_until_stopped(
    [writer, transactions],
    stopping,
    lambda: min(writer.acked, 100 * transactions.acked),
)


@check("the newest value of every key is the one sent last")
def newest():
    assert not writer.errors, writer.errors[:3]
    found = read_all(PLAIN)
    in_order(found)
    there = newest_of(found)
    for key, value in writer.newest.items():
        equal(there.get(key), value, key)
    unknown = set(there) - set(writer.newest)
    assert not unknown, "never sent: %s" % sorted(unknown)[:3]
    # Or nothing was compacted at all, and all of this says nothing.
    assert len(found) < writer.sent / 2, "%d of %d records are there" % (len(found), writer.sent)
    sys.stderr.write("%d records sent, %d are left\n" % (writer.sent, len(found)))


@check("reading from the middle gives the tail of reading from the start")
def middle():
    whole = read_all(PLAIN)
    last = whole[-1][0]
    for start in (last // 4, last // 2, last - 3):
        tail = read_all(PLAIN, start)
        equal(tail, [one for one in whole if one[0] >= start], "from %d" % start)


@check("committed values are there, aborted ones are not")
def committed():
    found = read_all(TRANSACTIONAL)
    in_order(found)
    wrong = [value for _, _, value in found if not value.startswith(b"committed")]
    assert not wrong, "aborted and read: %s" % wrong[:3]
    there = newest_of(found)
    for key, values in transactions.newest.items():
        assert there.get(key) in values, "%s: wanted %s, found %s" % (
            key, values, there.get(key))
    sys.stderr.write("%d transactions committed\n" % transactions.acked)


@check("tombstones vanish after delete.retention.ms, and what they deleted stays away")
def tombstones():
    deleted = {key for key, value in writer.newest.items() if value is None}
    assert deleted, "no key was deleted"

    def are_gone():
        # What is in the active segment stays: filler pushes the tombstones out of it.
        for number in range(2 * SEGMENT_BYTES // 1000):
            writer.send(b"filler%d" % (number % 7), b"%d" % number + b"." * 1000)
            writer.producer.poll(0)
        writer.flush()
        there = {key for _, key, _ in read_all(PLAIN)}
        return not deleted & there

    until(are_gone, "the tombstones are gone", 30)
    there = newest_of(read_all(PLAIN))
    for key, value in writer.newest.items():
        equal(there.get(key), value, key)


run()
