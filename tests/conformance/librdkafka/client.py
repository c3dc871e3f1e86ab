"""confluent-kafka (librdkafka) as an everyday user drives it: client.py HOST:PORT."""

import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from confluent_kafka import (  # noqa: E402
    Consumer,
    ElectionType,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic  # noqa: E402

from steps import check, equal, restart_broker, run, unique, until  # noqa: E402

BOOTSTRAP = sys.argv[1]
KOREAN = "안녕하세요, 카프카"


def admin_client():
    return AdminClient({"bootstrap.servers": BOOTSTRAP})


def create(topic, partitions=1):
    admin = admin_client()
    admin.create_topics([NewTopic(topic, partitions, 1)])[topic].result(30)
    return topic


def send_all(producer, topic, values, **options):
    """Sends and waits; returns the offsets, in the order of the values."""
    offsets = {}

    def delivered(index):
        def on_delivery(error, message):
            offsets[index] = error or message.offset()

        return on_delivery

    for index, value in enumerate(values):
        producer.produce(topic, value, on_delivery=delivered(index), **options)
        producer.poll(0)
    producer.flush(30)
    return [offsets.get(index, "not delivered") for index in range(len(values))]


def consumer_of(group, **options):
    return Consumer({
        "bootstrap.servers": BOOTSTRAP,
        "group.id": group,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "session.timeout.ms": 10000,
        "heartbeat.interval.ms": 500,
        **options,
    })


def take(consumer, count, limit_s=20):
    messages = []
    deadline = time.monotonic() + limit_s
    while len(messages) < count:
        for message in consumer.consume(count - len(messages), 0.2):
            if message.error():
                raise KafkaException(message.error())
            messages.append(message)
        if time.monotonic() > deadline:
            raise AssertionError("Read %d of %d records in %g s" % (len(messages), count, limit_s))
    return messages


def read(topic, count, **options):
    """The first `count` records; like librdkafka itself, of committed transactions only."""
    consumer = consumer_of(unique("reader"), **options)
    consumer.subscribe([topic])
    messages = take(consumer, count)
    consumer.close()
    return messages


@check("create, describe and list topics")
def topics():
    topic = unique("librdkafka")
    admin = admin_client()
    new = NewTopic(topic, 3, 1, config={"retention.ms": "3600000"})
    admin.create_topics([new])[topic].result(30)
    found = admin.list_topics(timeout=10).topics
    equal(len(found[topic].partitions), 3, "partitions listed")
    resource = ConfigResource("topic", topic)
    config = admin.describe_configs([resource])[resource].result(30)
    equal(config["retention.ms"].value, "3600000", "its retention.ms")
    admin.create_partitions([NewPartitions(topic, 5)])[topic].result(30)
    until(
        lambda: len(admin.list_topics(topic, timeout=10).topics[topic].partitions) == 5,
        "five partitions after adding two",
    )
    try:
        admin.create_topics([new])[topic].result(30)
    except KafkaException as error:
        equal(error.args[0].name(), "TOPIC_ALREADY_EXISTS", "creating it again")
    else:
        raise AssertionError("creating it again was not refused")


def compression(codec):
    def produce_and_consume():
        topic = create(unique("librdkafka-" + codec))
        producer = Producer({
            "bootstrap.servers": BOOTSTRAP,
            "acks": "all",
            "compression.type": codec,
            "linger.ms": 20,
        })
        values = [b"%06d " % i + b"abcdefgh" * 12 for i in range(500)]
        equal(send_all(producer, topic, values), list(range(500)), "offsets acknowledged")
        equal([message.value() for message in read(topic, 500)], values, "values read")

    return produce_and_consume


for codec_name in ("none", "gzip", "snappy", "lz4", "zstd"):
    check("produce and consume with " + codec_name)(compression(codec_name))


@check("an idempotent producer")
def idempotent():
    topic = create(unique("librdkafka"))
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "enable.idempotence": True})
    values = [b"%d" % i for i in range(2000)]
    equal(send_all(producer, topic, values), list(range(2000)), "offsets acknowledged")
    equal([message.value() for message in read(topic, 2000)], values, "values read")


@check("keys, headers and null values")
def keys_headers_nulls():
    topic = create(unique("librdkafka"))
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "acks": "all"})
    headers = [("trace", b"\x00\x01"), ("trace", b"again"), ("none", None)]
    send_all(producer, topic, [b"v"], key=b"k", headers=headers, timestamp=1234567890123)
    send_all(producer, topic, [None], key=KOREAN.encode())
    send_all(producer, topic, [b""])
    first, second, third = read(topic, 3)
    equal((first.key(), first.value(), first.timestamp()[1]), (b"k", b"v", 1234567890123), "first")
    equal(first.headers(), headers, "headers")
    equal((second.key(), second.value()), (KOREAN.encode(), None), "record with a null value")
    equal((third.key(), third.value()), (None, b""), "record with an empty value")


@check("offsets by time, earliest and latest")
def offsets():
    topic = create(unique("librdkafka"))
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "acks": "all"})
    for i in range(10):
        send_all(producer, topic, [b"x"], timestamp=1600000000000 + i * 1000)
    consumer = consumer_of(unique("group"))
    equal(consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=10), (0, 10), "offsets")
    asked = [TopicPartition(topic, 0, 1600000004500)]
    equal(consumer.offsets_for_times(asked, timeout=10)[0].offset, 5, "by time")
    consumer.close()


class Member(threading.Thread):
    """One consumer of a group in its own thread, as a second process would be."""

    def __init__(self, topic, group, strategy):
        super().__init__(daemon=True)
        options = {"partition.assignment.strategy": strategy}
        self.consumer = consumer_of(group, **options)
        self.consumer.subscribe([topic])
        self.values = []
        self.partitions = set()
        self.stopping = False
        self.start()

    def run(self):
        while not self.stopping:
            message = self.consumer.poll(0.1)
            if message is not None and not message.error():
                self.values.append(message.value())
            self.partitions = {part.partition for part in self.consumer.assignment()}
        self.consumer.close()

    def leave(self):
        self.stopping = True
        self.join(20)


def sharing(strategy):
    def group():
        topic = create(unique("librdkafka"), partitions=3)
        name = unique("group")
        producer = Producer({"bootstrap.servers": BOOTSTRAP, "acks": "all"})
        first, second = Member(topic, name, strategy), Member(topic, name, strategy)
        until(
            lambda: first.partitions and second.partitions
            and first.partitions | second.partitions == {0, 1, 2}
            and not first.partitions & second.partitions,
            "both members have partitions, all three between them",
        )
        for i in range(30):
            send_all(producer, topic, [b"a%d" % i], partition=i % 3)
        until(lambda: len(first.values) + len(second.values) >= 30, "30 records read by the two")
        wanted = sorted(b"a%d" % i for i in range(30))
        equal(sorted(first.values + second.values), wanted, "read once each")
        assert first.values and second.values, "one of them read nothing"
        second.leave()
        until(lambda: first.partitions == {0, 1, 2}, "the one that stays has all three")
        before = len(first.values)
        for i in range(30):
            send_all(producer, topic, [b"b%d" % i], partition=i % 3)
        wanted = {b"b%d" % i for i in range(30)}
        until(lambda: wanted <= set(first.values[before:]), "30 more records read by it alone")
        first.leave()

    return group


check("two consumers share 3 partitions, one leaves")(sharing("range"))
check("the same with the cooperative assignor")(sharing("cooperative-sticky"))


@check("committed offsets outlive a restart of the broker")
def restart():
    topic = create(unique("librdkafka"))
    name = unique("group")
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "enable.idempotence": True})
    send_all(producer, topic, [b"%d" % i for i in range(100)])
    consumer = consumer_of(name)
    consumer.subscribe([topic])
    taken = take(consumer, 40)
    consumer.commit(message=taken[39], asynchronous=False)
    consumer.close()
    restart_broker()
    # The idempotent producer of before goes on with its producer id and sequence.
    equal(send_all(producer, topic, [b"after"]), [100], "offset of a record sent after the restart")
    consumer = consumer_of(name)
    consumer.subscribe([topic])
    taken = [message.value() for message in take(consumer, 61)]
    equal(taken, [b"%d" % i for i in range(40, 100)] + [b"after"], "read after the restart")
    consumer.close()


@check("describe, list and delete groups")
def groups():
    topic = create(unique("librdkafka"))
    name = unique("group")
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "acks": "all"})
    send_all(producer, topic, [b"x"])
    consumer = consumer_of(name)
    consumer.subscribe([topic])
    message = take(consumer, 1)[0]
    consumer.commit(message=message, asynchronous=False)
    admin = admin_client()
    described = admin.describe_consumer_groups([name])[name].result(30)
    equal((described.state.name, len(described.members)), ("STABLE", 1), "state and members")
    listed = admin.list_consumer_groups().result(30)
    assert name in [group.group_id for group in listed.valid], "the group is not listed"
    consumer.close()
    until(
        lambda: admin.describe_consumer_groups([name])[name].result(30).state.name == "EMPTY",
        "the group is empty after its member left",
    )
    admin.delete_consumer_groups([name])[name].result(30)
    listed = admin.list_consumer_groups().result(30)
    assert name not in [group.group_id for group in listed.valid], "deleted but still listed"


@check("delete records and a topic")
def delete():
    topic = create(unique("librdkafka"))
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "acks": "all"})
    send_all(producer, topic, [b"%d" % i for i in range(10)])
    admin = admin_client()
    part = TopicPartition(topic, 0, 4)
    equal(admin.delete_records([part])[part].result(30).low_watermark, 4, "low watermark")
    equal([message.value() for message in read(topic, 6)], [b"%d" % i for i in range(4, 10)], "left")
    admin.delete_topics([topic])[topic].result(30)
    until(lambda: topic not in admin.list_topics(timeout=10).topics, "it is no longer listed")


def transactional(name):
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "transactional.id": name})
    producer.init_transactions(30)
    return producer


def transact(producer, topic, values, end="commit"):
    producer.begin_transaction()
    send_all(producer, topic, values)
    if end == "commit":
        producer.commit_transaction(30)
    else:
        producer.abort_transaction(30)


@check("a committed transaction is read, an aborted one is not")
def outcomes():
    topic = create(unique("librdkafka"))
    producer = transactional(unique("id"))
    transact(producer, topic, [b"first"])
    transact(producer, topic, [b"aborted", b"aborted too"], end="abort")
    transact(producer, topic, [b"second"])
    committed = [message.value() for message in read(topic, 2)]
    equal(committed, [b"first", b"second"], "committed")
    uncommitted = read(topic, 4, **{"isolation.level": "read_uncommitted"})
    wanted = [b"first", b"aborted", b"aborted too", b"second"]
    equal([message.value() for message in uncommitted], wanted, "uncommitted")


@check("offsets are committed with their transaction")
def transactional_offsets():
    topic = create(unique("librdkafka"))
    consumer = consumer_of(unique("group"))
    consumer.subscribe([topic])
    producer = transactional(unique("id"))
    transact(producer, topic, [b"x"])
    take(consumer, 1)
    for offset, end in ((7, producer.commit_transaction), (8, producer.abort_transaction)):
        producer.begin_transaction()
        offsets = [TopicPartition(topic, 0, offset)]
        producer.send_offsets_to_transaction(offsets, consumer.consumer_group_metadata(), 30)
        end(30)
    found = consumer.committed([TopicPartition(topic, 0)], timeout=30)
    equal(found[0].offset, 7, "committed offset")
    consumer.close()


@check("a second producer of one transactional id fences the first")
def fencing():
    topic = create(unique("librdkafka"))
    name = unique("id")
    first = transactional(name)
    first.begin_transaction()
    send_all(first, topic, [b"never committed"])
    second = transactional(name)
    transact(second, topic, [b"second"])
    try:
        send_all(first, topic, [b"late"])
        first.commit_transaction(30)
    except KafkaException as error:
        equal((error.args[0].name(), error.args[0].fatal()), ("_FENCED", True), "the first is told")
    else:
        raise AssertionError("the first was not refused")
    equal([message.value() for message in read(topic, 1)], [b"second"], "committed")


@check("consume, transform and produce exactly once")
def transform():
    source, target = create(unique("librdkafka")), create(unique("librdkafka"))
    values = [b"%d" % i for i in range(100)]
    send_all(Producer({"bootstrap.servers": BOOTSTRAP, "acks": "all"}), source, values)
    # A seek waits for the fetch that is under way.
    consumer = consumer_of(unique("group"), **{"fetch.wait.max.ms": 50})
    consumer.subscribe([source])
    producer = transactional(unique("id"))
    following, rounds = 0, 0
    while following < 100:
        messages = take(consumer, min(10, 100 - following))
        rounds += 1
        producer.begin_transaction()
        for message in messages:
            producer.produce(target, message.value())
        after = TopicPartition(source, 0, messages[-1].offset() + 1)
        producer.send_offsets_to_transaction([after], consumer.consumer_group_metadata(), 30)
        if rounds % 2 == 1:
            producer.abort_transaction(30)
            consumer.seek(TopicPartition(source, 0, following))
        else:
            producer.commit_transaction(30)
            following = after.offset
    found = consumer.committed([TopicPartition(source, 0)], timeout=30)
    equal(found[0].offset, 100, "committed offset")
    consumer.close()
    equal([message.value() for message in read(target, 100)], values, "transformed")


@check("elect leaders")
def elect():
    part = TopicPartition(create(unique("librdkafka")), 0)
    admin = admin_client()
    found = admin.elect_leaders(ElectionType.PREFERRED, [part]).result(30)
    equal(found[part].name(), "ELECTION_NOT_NEEDED", "outcome")



run()
