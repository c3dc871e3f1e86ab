"""Load on a broker that is killed again and again: kafka_load.py HOST:PORT.

Every producer keeps its one client through all kills. Each record says who wrote it and its number,
so that the checker, which reads everything back at the end, can tell what was lost, doubled or
swapped. Prints `acked N` as it goes, so that the harness sees progress; ends on a line `stop`.
"""

import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition  # noqa: E402
from confluent_kafka.admin import AdminClient, NewTopic  # noqa: E402

from steps import check, load_until_stopped, run, unique  # noqa: E402

BOOTSTRAP = sys.argv[1]
PARTITIONS = 3
IN_FLIGHT_MAX = 2000
# One client must bear all kills: it tries again soon, and does not give up within the run.
PATIENCE = {
    "bootstrap.servers": BOOTSTRAP,
    "reconnect.backoff.ms": 20,
    "reconnect.backoff.max.ms": 200,
    "socket.timeout.ms": 5000,
    "log_level": 0,
}
stopping = threading.Event()


class Writer(threading.Thread):
    """Writes numbered records to every partition of its topic and remembers what was acknowledged."""

    def __init__(self, name, topic, options):
        super().__init__(daemon=True)
        self.name, self.topic = name, topic
        limits = {"acks": "all", "message.timeout.ms": 600000, "linger.ms": 2}
        self.producer = Producer({**PATIENCE, **limits, **options})
        self.acked = {}  # (partition, number) -> offset
        self.errors = []
        self.sent = 0

    def delivered(self, partition, number):
        def on_delivery(error, message):
            if error is None:
                self.acked[(partition, number)] = message.offset()
            else:
                self.errors.append(str(error))

        return on_delivery

    def run(self):
        while not stopping.is_set():
            number = self.sent
            if number - len(self.acked) >= IN_FLIGHT_MAX:
                self.producer.poll(0.01)
                continue
            partition = number % PARTITIONS
            value = ("%s %d " % (self.name, number)).encode() + b"." * 200
            on_delivery = self.delivered(partition, number)
            try:
                self.producer.produce(self.topic, value, partition=partition, on_delivery=on_delivery)
            except KafkaException as error:
                self.errors.append(str(error))
                return
            self.sent += 1
            self.producer.poll(0 if number % 50 else 0.01)
        self.producer.flush(60)


class Committer(threading.Thread):
    """Commits the offsets 1, 2, 3 ... for a group, one after the other."""

    def __init__(self, topic):
        super().__init__(daemon=True)
        self.group = unique("crash-group")
        self.topic = topic
        options = {"group.id": self.group, "enable.auto.commit": False}
        self.consumer = Consumer({**PATIENCE, **options})
        self.acked = 0
        self.asked = 0

    def run(self):
        while not stopping.is_set():
            try:
                self.asked = self.acked + 1
                offsets = [TopicPartition(self.topic, 0, self.asked)]
                self.consumer.commit(offsets=offsets, asynchronous=False)
                self.acked = self.asked
            except KafkaException:
                time.sleep(0.05)


class Creator(threading.Thread):
    """Creates topics, one after the other, and remembers those that were acknowledged."""

    def __init__(self):
        super().__init__(daemon=True)
        self.admin = AdminClient(PATIENCE)
        self.acked = []

    def run(self):
        while not stopping.is_set():
            topic = unique("crash-topic")
            try:
                options = {"request_timeout": 3, "operation_timeout": 3}
                self.admin.create_topics([NewTopic(topic, 2, 1)], **options)[topic].result(5)
                self.acked.append(topic)
            except Exception:
                pass
            time.sleep(0.2)


def create(prefix):
    topic = unique(prefix)
    admin = AdminClient(PATIENCE)
    admin.create_topics([NewTopic(topic, PARTITIONS, 1)])[topic].result(30)
    return topic


def read_all(topic):
    """Every record of a topic: partition -> [(offset, writer, number)]."""
    consumer = Consumer({**PATIENCE, "group.id": unique("checker"), "enable.auto.commit": False})
    records = {}
    for partition in range(PARTITIONS):
        found = records[partition] = []
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=20)
        assert low == 0, "partition %d begins at %d" % (partition, low)
        consumer.assign([TopicPartition(topic, partition, 0)])
        deadline = time.monotonic() + 120
        while not found or found[-1][0] < high - 1:
            assert time.monotonic() < deadline, "partition %d: reading stopped" % partition
            for message in consumer.consume(5000, 0.5):
                if message.error():
                    raise KafkaException(message.error())
                name, number = message.value().split(b" ")[:2]
                found.append((message.offset(), name.decode(), int(number)))
        assert [one[0] for one in found] == list(range(high)), "partition %d has gaps" % partition
    consumer.close()
    return records


def nothing_lost(writers, records):
    for writer in writers:
        assert writer.acked, "%s got nothing acknowledged" % writer.name
        for (partition, number), offset in writer.acked.items():
            found = records[partition]
            there = found[offset] if 0 <= offset < len(found) else None
            wanted = (offset, writer.name, number)
            assert there == wanted, "acknowledged %s in partition %d, found there %s" % (
                wanted, partition, there)


def in_order(writers, records, is_idempotent):
    for writer in writers:
        assert not writer.errors, "%s: %s" % (writer.name, writer.errors[:3])
        for partition, found in records.items():
            numbers = [number for _, name, number in found if name == writer.name]
            first_of_each = list(dict.fromkeys(numbers))
            if is_idempotent:
                assert len(first_of_each) == len(numbers), "%s: records doubled" % writer.name
            assert first_of_each == sorted(first_of_each), "%s: order not kept" % writer.name


idempotent_topic, plain_topic = create("crash-idempotent"), create("crash-plain")
idempotent = [
    Writer("idempotent-%d" % i, idempotent_topic, {"enable.idempotence": True}) for i in range(2)
]
plain = [Writer("plain", plain_topic, {"max.in.flight": 1})]
committer, creator = Committer(plain_topic), Creator()
load_until_stopped(
    idempotent + plain + [committer, creator],
    stopping,
    lambda: min(len(writer.acked) for writer in idempotent + plain),
)


@check("idempotent producers: nothing acknowledged is lost")
def idempotent_lost():
    nothing_lost(idempotent, read_all(idempotent_topic))
    total = sum(len(writer.acked) for writer in idempotent)
    sys.stderr.write("idempotent: %d records acknowledged\n" % total)


@check("idempotent producers: order kept, nothing twice, no fatal error")
def idempotent_order():
    in_order(idempotent, read_all(idempotent_topic), True)


@check("plain producers with acks=all: nothing acknowledged is lost")
def plain_lost():
    nothing_lost(plain, read_all(plain_topic))


@check("plain producers with acks=all: order kept")
def plain_order():
    in_order(plain, read_all(plain_topic), False)


@check("acknowledged commits of offsets are kept")
def commits():
    asked = [TopicPartition(plain_topic, 0)]
    found = committer.consumer.committed(asked, timeout=20)[0].offset
    assert committer.acked > 0, "no commit was acknowledged"
    assert committer.acked <= found <= committer.asked, "acknowledged %d, asked %d, found %d" % (
        committer.acked, committer.asked, found)


@check("acknowledged topics are there")
def topics():
    assert creator.acked, "no topic was acknowledged"
    there = AdminClient(PATIENCE).list_topics(timeout=20).topics
    missing = [topic for topic in creator.acked if topic not in there]
    assert not missing, "%d of %d are missing: %s" % (len(missing), len(creator.acked), missing[:3])
    short = [topic for topic in creator.acked if len(there[topic].partitions) != 2]
    assert not short, "without their partitions: %s" % short[:3]


run()
