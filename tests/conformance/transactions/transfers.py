"""Transfers in transactions, on a broker that is killed again and again: transfers.py HOST:PORT SEED.

Several producers move balances between accounts, which are partitions of two topics: a transfer
takes from some what it gives to others, in one transaction. One of them copies an input topic and
commits its offset with each transfer, one is always too late for its time-out, one is always fenced
by the next of its transactional id. A reader of committed records looks on all the while: it must
find of each transfer everything or nothing.

Prints `acked N` as it goes, so that the harness sees progress; ends on a line `stop`.
"""

import os
import queue
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from confluent_kafka import (  # noqa: E402
    Consumer,
    IsolationLevel,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec  # noqa: E402

from ledger import Ledger  # noqa: E402
from steps import check, load_until_stopped, run, unique, until  # noqa: E402

BOOTSTRAP, SEED = sys.argv[1], int(sys.argv[2])
PARTITIONS = 2
INPUTS = 50000
INPUTS_PER_TRANSACTION_MAX = 5
SOCKET_TIMEOUT_MS = 5000
# One client must bear all kills: it tries again soon, and does not give up within the run.
PATIENCE = {
    "bootstrap.servers": BOOTSTRAP,
    "reconnect.backoff.ms": 20,
    "reconnect.backoff.max.ms": 200,
    "retry.backoff.ms": 20,
    "socket.timeout.ms": SOCKET_TIMEOUT_MS,
    "log_level": 0,
}
TIMEOUT_MS = 15000
REST_MAX_S = 0.02
LATE_TIMEOUT_MS = 1000
LATE_S = 2.5
REPLACED_REST_S = 0.5
CALL_LIMIT_S = 10
OFFSETS_LIMIT_S = 1
PASSING_LIMIT_S = 40
END_LIMIT_S = 60
stopping = threading.Event()
ledger = Ledger()
faults = []


class Fenced(Exception):
    """The producer can do no more: another one has its transactional id, or it was too late."""


class MustAbort(Exception):
    """The transaction can only be aborted."""


def persist(call, *arguments):
    """Calls until the error is not one that passes."""
    deadline = time.monotonic() + PASSING_LIMIT_S
    while True:
        try:
            return call(*arguments)
        except KafkaException as exception:
            error = exception.args[0]
            assert time.monotonic() < deadline, "an error that passes did not: %s" % error
            if error.txn_requires_abort():
                raise MustAbort(str(error)) from exception
            if not error.retriable():
                raise Fenced(str(error)) from exception
        except BufferError:
            time.sleep(0.05)


def new_producer(transactional_id, timeout_ms=TIMEOUT_MS):
    producer = Producer({
        **PATIENCE,
        "socket.timeout.ms": min(timeout_ms, SOCKET_TIMEOUT_MS),
        "transactional.id": transactional_id,
        "transaction.timeout.ms": timeout_ms,
        "linger.ms": 1,
    })
    persist(producer.init_transactions, CALL_LIMIT_S)
    return producer


class Actor(threading.Thread):
    """Makes transfers under one transactional id."""

    timeout_ms = TIMEOUT_MS

    def __init__(self, name):
        super().__init__(daemon=True)
        self.name = name
        self.random = random.Random("%d %s" % (SEED, name))
        self.ended = 0
        self.numbers = 0
        self.transactional_id = unique(name)

    def run(self):
        try:
            while not stopping.is_set():
                self.producer = new_producer(self.transactional_id, self.timeout_ms)
                try:
                    while not stopping.is_set():
                        self.turn()
                        stopping.wait(self.random.random() * REST_MAX_S)
                except Fenced:
                    pass
        except Exception as error:
            faults.append("%s: %s: %s" % (self.name, type(error).__name__, error))
            raise

    def turn(self):
        """One transfer, or some; three of four are committed."""
        transfer = self.begin()
        if self.random.randrange(4) == 0:
            self.abort(transfer)
        else:
            self.commit(transfer)

    def begin(self, consumed=None):
        self.numbers += 1
        transfer = ledger.begin("%s/%d" % (self.name, self.numbers), self.legs(), consumed)
        self.producer.begin_transaction()
        return transfer

    def legs(self):
        """(account, amount) of each record; the amounts make 0."""
        accounts = self.random.sample(ACCOUNTS, self.random.randint(2, len(ACCOUNTS)))
        legs = [(self.random.choice(accounts), self.random.randint(-99, 99)) for _ in range(4)]
        legs += [(account, self.random.randint(-99, 99)) for account in accounts]
        return legs + [(accounts[0], -sum(amount for _, amount in legs))]

    def write(self, transfer):
        for leg in transfer.legs:
            (topic, partition), value = leg.account, leg.value
            persist(lambda: self.producer.produce(
                topic, value, partition=partition, on_delivery=leg.delivered))
            self.producer.poll(0)
            if self.random.randrange(8) == 0:
                self.producer.flush(CALL_LIMIT_S)

    def commit(self, transfer, finish=lambda: None):
        try:
            self.write(transfer)
            finish()
            transfer.turn("asked")
            persist(self.producer.commit_transaction, CALL_LIMIT_S)
        except MustAbort:
            return self.abort(transfer, is_written=True)
        except Fenced:
            # What was never asked to be committed never is.
            if transfer.state == "open":
                transfer.turn("aborted")
            raise
        transfer.turn("committed")
        self.ended += 1

    def abort(self, transfer, is_written=False):
        # A commit that was refused so that only aborting is left did not happen.
        transfer.turn("aborted")
        try:
            if not is_written:
                self.write(transfer)
            persist(self.producer.abort_transaction, CALL_LIMIT_S)
        except MustAbort:
            persist(self.producer.abort_transaction, CALL_LIMIT_S)
        self.ended += 1


class Copier(Actor):
    """Reads the input and commits its offset with each transfer."""

    def __init__(self, name):
        super().__init__(name)
        self.group = unique("copiers")
        self.consumer = Consumer({
            **PATIENCE,
            "group.id": self.group,
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        })

    def committed(self):
        """The group's offset; the broker gives none while a transaction with it is open."""
        deadline = time.monotonic() + PASSING_LIMIT_S
        while True:
            try:
                asked = [TopicPartition(INPUT, 0)]
                return max(0, self.consumer.committed(asked, timeout=CALL_LIMIT_S)[0].offset)
            except KafkaException as error:
                assert time.monotonic() < deadline, "the offset cannot be had: %s" % error
                time.sleep(0.05)

    def turn(self):
        position = self.committed()
        ledger.found_offset(position)
        while position < INPUTS and not stopping.is_set():
            end = min(INPUTS, position + self.random.randint(1, INPUTS_PER_TRANSACTION_MAX))
            transfer = self.begin((position, end))
            if self.random.randrange(4) == 0:
                self.abort(transfer)
                continue
            self.commit(transfer, lambda: persist(self.send_offset, end))
            if transfer.state != "committed":
                return
            position = end
            stopping.wait(self.random.random() * REST_MAX_S)
        # Where all is copied, nothing is left that could stand still.
        self.ended += 1

    def send_offset(self, offset):
        """librdkafka may never return from this where the broker dies while it looks for the
        group's coordinator; such a producer is given up, and the next one fences it."""
        outcome = queue.Queue()
        arguments = (
            [TopicPartition(INPUT, 0, offset)],
            self.consumer.consumer_group_metadata(),
            OFFSETS_LIMIT_S,
        )
        send = self.producer.send_offsets_to_transaction
        threading.Thread(target=report, args=(outcome, send, arguments), daemon=True).start()
        try:
            error = outcome.get(timeout=2 * OFFSETS_LIMIT_S)
        except queue.Empty:
            raise Fenced("given up") from None
        if error is not None:
            raise error


def report(outcome, call, arguments):
    """Calls and tells how it ended: None, or the error."""
    try:
        call(*arguments)
        outcome.put(None)
    except Exception as error:
        outcome.put(error)


class Late(Actor):
    """Commits after the time-out."""

    timeout_ms = LATE_TIMEOUT_MS
    refused = 0

    def turn(self):
        transfer = self.begin()
        try:
            self.commit(transfer, lambda: stopping.wait(LATE_S))
        except Fenced:
            self.refused += 1
            raise


class Replaced(Actor):
    """Commits after another producer has taken its transactional id."""

    refused = 0

    def turn(self):
        old = self.producer
        transfer = self.begin()
        try:
            self.write(transfer)
            old.flush(CALL_LIMIT_S)
        except MustAbort:
            pass
        self.producer = new_producer(self.transactional_id)
        transfer.turn("aborted")
        try:
            persist(old.commit_transaction, CALL_LIMIT_S)
            faults.append("%s: a fenced producer committed %s" % (self.name, transfer.id))
        except (Fenced, MustAbort):
            self.refused += 1
        stopping.wait(REPLACED_REST_S)


class Reader(threading.Thread):
    """Reads committed records as they come."""

    def __init__(self):
        super().__init__(daemon=True)
        self.consumer = Consumer({
            **PATIENCE,
            "group.id": unique("reader"),
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "auto.offset.reset": "error",
            "fetch.wait.max.ms": 50,
            # Positions do not go over markers; the ends that are reported do.
            "enable.partition.eof": True,
        })
        self.consumer.assign([TopicPartition(*account, 0) for account in ACCOUNTS])
        self.finished = threading.Event()
        self.records = 0
        self.ends = {account: 0 for account in ACCOUNTS}

    def run(self):
        try:
            while not self.finished.is_set():
                for message in self.consumer.consume(1000, 0.1):
                    if message.error() is None:
                        self.records += 1
                        ledger.seen((message.topic(), message.partition()), message.offset(),
                                    message.value().decode())
                    elif message.error().code() == KafkaError._PARTITION_EOF:
                        self.ends[(message.topic(), message.partition())] = message.offset()
                    elif message.error().code() == KafkaError._AUTO_OFFSET_RESET:
                        raise KafkaException(message.error())
        except Exception as error:
            faults.append("the reader: %s" % error)

    def is_at(self, ends):
        """True where everything below these offsets was read."""
        return all(self.ends[account] >= end for account, end in ends.items())


def latest(isolation_level):
    places = {TopicPartition(*account): OffsetSpec.latest() for account in ACCOUNTS}
    found = admin.list_offsets(places, isolation_level=isolation_level, request_timeout=5)
    return {(p.topic, p.partition): future.result(10).offset for p, future in found.items()}


def everything_is_stable():
    """The ends of the partitions, once readers of committed records may read to them."""
    stable = latest(IsolationLevel.READ_COMMITTED)
    return stable if stable == latest(IsolationLevel.READ_UNCOMMITTED) else None


def create(topic, partitions):
    admin.create_topics([NewTopic(topic, partitions, 1)])[topic].result(30)
    return topic


def fill(topic):
    producer = Producer({**PATIENCE, "acks": "all"})
    for number in range(INPUTS):
        producer.produce(topic, b"input %d" % number, partition=0)
    assert producer.flush(60) == 0, "the input could not be written"


admin = AdminClient(PATIENCE)
ACCOUNTS = [
    (topic, partition)
    for topic in [create(unique("checking"), PARTITIONS), create(unique("savings"), PARTITIONS)]
    for partition in range(PARTITIONS)
]
INPUT = create(unique("input"), 1)
fill(INPUT)
steady = [Actor("transfers-0"), Actor("transfers-1"), Copier("copies")]
late, replaced = Late("late"), Replaced("replaced")
actors = steady + [late, replaced]
reader = Reader()
reader.start()
hanging = load_until_stopped(
    actors,
    stopping,
    lambda: None if faults else min(actor.ended for actor in steady),
    END_LIMIT_S,
)
faults.extend("%s does not end" % actor.name for actor in hanging)


@check("readers of committed records get to the end: no transaction hangs")
def no_transaction_hangs():
    ends = until(everything_is_stable, "all partitions are stable to their ends", END_LIMIT_S)
    until(lambda: faults or reader.is_at(ends), "the reader is at the ends", END_LIMIT_S)
    time.sleep(0.5)
    reader.finished.set()
    reader.join(10)


@check("a reader never sees a part of a transfer, nor one that was aborted")
def never_a_part():
    assert not faults, "; ".join(faults[:3])
    ledger.check_whole()
    sys.stderr.write("%s; %d records read\n" % (ledger.summary(), reader.records))


@check("acknowledged commits are there, each once")
def acknowledged():
    ledger.check_acknowledged()
    for actor in steady:
        assert actor.ended > 0, "%s ended no transaction" % actor.name


@check("the offset of a group is that of the transactions that are there")
def offsets():
    ledger.check_consumed(steady[2].committed())


@check("producers that are fenced or too late are told so")
def refusals():
    assert late.refused > 0, "no producer was too late"
    assert replaced.refused > 0, "no producer was fenced"
    sys.stderr.write("%d too late, %d fenced\n" % (late.refused, replaced.refused))


run()
