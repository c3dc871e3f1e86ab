"""A disk that fills up: client.py HOST:PORT ZOOKEEPER:PORT FOLDER. The logs lie in FOLDER, on a
small file system of their own; the harness fills and frees the rest of it when asked."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from confluent_kafka import (  # noqa: E402
    Consumer,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, NewTopic  # noqa: E402
from kazoo.client import KazooClient  # noqa: E402
from kazoo.exceptions import ZookeeperError  # noqa: E402

from steps import ask, check, equal, restart_broker, run, unique, until  # noqa: E402

BOOTSTRAP, ZOOKEEPER, FOLDER = sys.argv[1:4]
VALUE = os.urandom(100_000)
# No retries: the broker's own answer is what counts here.
OPTIONS = {"bootstrap.servers": BOOTSTRAP, "acks": "all", "retries": 0, "linger.ms": 0}
kept, filler = unique("kept"), unique("filler")
written = []


def free_bytes():
    found = os.statvfs(FOLDER)
    return found.f_bavail * found.f_frsize


def send(topic, value):
    """Sends one record with a new client; returns its offset, or the error the broker gave."""
    outcome = []
    producer = Producer(OPTIONS)
    producer.produce(topic, value, on_delivery=lambda error, message: outcome.append(
        message.offset() if error is None else error.code()))
    producer.flush(20)
    return outcome[0] if outcome else None


def fill():
    """Writes until the broker refuses; returns the error's code."""
    outcome = []
    producer = Producer({**OPTIONS, "message.max.bytes": 2_000_000})
    for _ in range(20_000):
        producer.produce(filler, VALUE, on_delivery=lambda error, message: outcome.append(error))
        producer.poll(0)
        if len(outcome) % 5 == 0:
            producer.flush(20)
        refused = [error for error in outcome if error is not None]
        if refused:
            producer.flush(20)
            return refused[0].code()
    raise AssertionError("2 GB were written to a disk that has less")


def read_kept():
    """Every record of the topic that is kept."""
    consumer = Consumer({
        "bootstrap.servers": BOOTSTRAP,
        "group.id": unique("group"),
        "auto.offset.reset": "earliest",
        "enable.partition.eof": True,
    })
    consumer.assign([TopicPartition(kept, 0, 0)])
    values = []
    while True:
        message = consumer.poll(20)
        assert message is not None, "nothing came for 20 s after %d records" % len(values)
        if message.error():
            if message.error().code() == KafkaError._PARTITION_EOF:
                break
            raise KafkaException(message.error())
        values.append(message.value())
    consumer.close()
    return values


def zookeeper():
    client = KazooClient(ZOOKEEPER, timeout=10)
    client.start(15)
    return client


def znode_write():
    """None where a znode could be written, else the name of the error."""
    client = zookeeper()
    try:
        client.create("/" + unique("disk"), b"x")
        return None
    except ZookeeperError as error:
        return type(error).__name__
    finally:
        client.stop()
        client.close()


def wait_for_space(what):
    until(lambda: isinstance(append("more"), int), what, 60)


def append(text):
    outcome = send(kept, text.encode())
    if outcome is not None and outcome >= 0 and outcome == len(written):
        written.append(text.encode())
        return outcome
    return None


@check("produce is refused with KAFKA_STORAGE_ERROR before the disk is full")
def refused():
    admin = AdminClient({"bootstrap.servers": BOOTSTRAP})
    new = [NewTopic(kept, 1, 1), NewTopic(filler, 2, 1)]
    for future in admin.create_topics(new).values():
        future.result(30)
    for i in range(100):
        assert append("before %d" % i) is not None, "a record before the disk filled was refused"
    equal(fill(), KafkaError.KAFKA_STORAGE_ERROR, "the error's code")
    equal(send(kept, b"x"), KafkaError.KAFKA_STORAGE_ERROR, "the other topic's error code")
    assert free_bytes() > 0, "the disk is full: nothing was kept in reserve"


@check("znode writes are refused, reads go on")
def znodes_refused():
    assert znode_write() is not None, "a znode was written"
    client = zookeeper()
    assert client.get_children("/brokers/topics"), "no topics are registered"
    client.stop()
    client.close()


@check("fetch goes on")
def fetch():
    equal(read_kept(), written, "records of the topic")


@check("a restart with the disk full works, and produce stays refused")
def restart_full():
    ask("fill the disk")
    assert free_bytes() < 1 << 20, "the harness left %d bytes free" % free_bytes()
    restart_broker()
    equal(read_kept(), written, "records of the topic")
    equal(send(kept, b"x"), KafkaError.KAFKA_STORAGE_ERROR, "the error's code")


@check("writing resumes by itself when there is space")
def resumes():
    ask("free the disk")
    admin = AdminClient({"bootstrap.servers": BOOTSTRAP})
    admin.delete_topics([filler])[filler].result(30)
    wait_for_space("a record is taken again")
    until(lambda: znode_write() is None, "a znode is written again", 30)
    equal(read_kept(), written, "records of the topic")


run()
