"""kafka-python as an everyday user drives it: client.py HOST:PORT. Runs with 2.0.2 and the newest."""

import json
import os
import socket
import struct
import sys
import threading
import time
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
warnings.filterwarnings("ignore")

import kafka  # noqa: E402
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition  # noqa: E402
from kafka.admin import NewTopic  # noqa: E402

from steps import Skipped, check, equal, restart_broker, run, unique, until  # noqa: E402

BOOTSTRAP = sys.argv[1]
KOREAN = "안녕하세요, 카프카"


def create(topic, partitions=1):
    admin = KafkaAdminClient(bootstrap_servers=BOOTSTRAP)
    admin.create_topics([NewTopic(topic, num_partitions=partitions, replication_factor=1)])
    admin.close()
    return topic


def read(topic, count, **options):
    """The first `count` records of a topic from its earliest offset."""
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=BOOTSTRAP,
        auto_offset_reset="earliest",
        consumer_timeout_ms=10000,
        **options,
    )
    records = []
    for record in consumer:
        records.append(record)
        if len(records) == count:
            break
    consumer.close()
    return records


class Member(threading.Thread):
    """One consumer of a group in its own thread, as a second process would be."""

    def __init__(self, topic, group):
        super().__init__(daemon=True)
        self.consumer = KafkaConsumer(
            topic,
            bootstrap_servers=BOOTSTRAP,
            group_id=group,
            auto_offset_reset="earliest",
            session_timeout_ms=10000,
            heartbeat_interval_ms=500,
        )
        self.values = []
        self.partitions = set()
        self.stopping = False
        self.start()

    def run(self):
        while not self.stopping:
            # Longer than a rebalance: kafka-python 3.0.12 forgets its assignment where a poll begins
            # between the answers to its JoinGroup and its SyncGroup.
            for records in self.consumer.poll(timeout_ms=1000).values():
                self.values.extend(record.value for record in records)
            self.partitions = {part.partition for part in self.consumer.assignment()}
        self.consumer.close()

    def leave(self):
        self.stopping = True
        self.join(20)


@check("create, describe and list topics")
def topics():
    topic = unique("kafka-python")
    admin = KafkaAdminClient(bootstrap_servers=BOOTSTRAP)
    admin.create_topics([
        NewTopic(topic, num_partitions=3, replication_factor=1, topic_configs={"retention.ms": "3600000"}),
    ])
    assert topic in admin.list_topics(), "the new topic is not listed"
    described = admin.describe_topics([topic])[0]
    equal(len(described["partitions"]), 3, "partitions described")
    try:
        admin.create_topics([NewTopic(topic, num_partitions=3, replication_factor=1)])
    except Exception as error:
        equal(type(error).__name__, "TopicAlreadyExistsError", "creating it again")
    else:
        raise AssertionError("creating it again was not refused")
    admin.close()


def compression(codec):
    def produce_and_consume():
        topic = create(unique("kafka-python-" + str(codec)))
        producer = KafkaProducer(
            bootstrap_servers=BOOTSTRAP, acks="all", compression_type=codec, linger_ms=20
        )
        values = [b"%06d " % i + b"abcdefgh" * 12 for i in range(500)]
        for value in values:
            producer.send(topic, value)
        producer.flush()
        producer.close()
        equal([record.value for record in read(topic, 500)], values, "values read")

    return produce_and_consume


for codec_name in (None, "gzip", "snappy", "lz4", "zstd"):
    check("produce and consume with %s" % (codec_name or "none"))(compression(codec_name))


@check("keys, headers and null values")
def keys_headers_nulls():
    topic = create(unique("kafka-python"))
    producer = KafkaProducer(bootstrap_servers=BOOTSTRAP, acks="all")
    headers = [("trace", b"\x00\x01"), ("trace", b"again"), ("empty", b"")]
    producer.send(topic, value=b"v", key=b"k", headers=headers, timestamp_ms=1234567890123)
    producer.send(topic, value=None, key=KOREAN.encode())
    producer.send(topic, value=b"", key=None)
    producer.flush()
    producer.close()
    first, second, third = read(topic, 3)
    equal((first.key, first.value, first.timestamp), (b"k", b"v", 1234567890123), "first record")
    equal([(k, v) for k, v in first.headers], headers, "headers")
    equal((second.key, second.value), (KOREAN.encode(), None), "record with a null value")
    equal((third.key, third.value), (None, b""), "record with an empty value")


@check("offsets by time, earliest and latest")
def offsets():
    topic = create(unique("kafka-python"))
    producer = KafkaProducer(bootstrap_servers=BOOTSTRAP, acks="all")
    for i in range(10):
        producer.send(topic, b"x", timestamp_ms=1600000000000 + i * 1000)
    producer.flush()
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=BOOTSTRAP)
    partition = TopicPartition(topic, 0)
    equal(consumer.beginning_offsets([partition])[partition], 0, "earliest")
    equal(consumer.end_offsets([partition])[partition], 10, "latest")
    found = consumer.offsets_for_times({partition: 1600000004500})[partition]
    equal((found.offset, found.timestamp), (5, 1600000005000), "by time")
    consumer.close()


@check("two consumers share 3 partitions, one leaves")
def group():
    topic = create(unique("kafka-python"), partitions=3)
    name = unique("group")
    producer = KafkaProducer(bootstrap_servers=BOOTSTRAP, acks="all")
    first, second = Member(topic, name), Member(topic, name)
    until(
        lambda: first.partitions and second.partitions
        and first.partitions | second.partitions == {0, 1, 2}
        and not first.partitions & second.partitions,
        "both members have partitions, all three between them",
    )
    for i in range(30):
        producer.send(topic, b"a%d" % i, partition=i % 3)
    producer.flush()
    until(lambda: len(first.values) + len(second.values) >= 30, "30 records read by the two")
    equal(sorted(first.values + second.values), sorted(b"a%d" % i for i in range(30)), "read once each")
    assert first.values and second.values, "one of them read nothing"
    second.leave()
    until(lambda: first.partitions == {0, 1, 2}, "the one that stays has all three")
    del first.values[:]
    for i in range(30):
        producer.send(topic, b"b%d" % i, partition=i % 3)
    producer.flush()
    until(lambda: len(first.values) >= 30, "30 more records read by the one that stays")
    equal(sorted(first.values), sorted(b"b%d" % i for i in range(30)), "read once each, alone")
    first.leave()
    producer.close()


@check("committed offsets outlive a restart of the broker")
def restart():
    topic = create(unique("kafka-python"))
    name = unique("group")
    producer = KafkaProducer(bootstrap_servers=BOOTSTRAP, acks="all", retries=20)
    for i in range(100):
        producer.send(topic, b"%d" % i)
    producer.flush()
    options = dict(
        bootstrap_servers=BOOTSTRAP,
        group_id=name,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_poll_records=40,
        consumer_timeout_ms=15000,
    )
    consumer = KafkaConsumer(topic, **options)
    taken = [next(consumer).value for _ in range(40)]
    equal(taken, [b"%d" % i for i in range(40)], "read before the restart")
    consumer.commit()
    consumer.close()
    restart_broker()
    # The producer of before goes on over its broken connection.
    producer.send(topic, b"after").get(timeout=30)
    producer.close()
    consumer = KafkaConsumer(topic, **options)
    taken = [next(consumer).value for _ in range(61)]
    equal(taken, [b"%d" % i for i in range(40, 100)] + [b"after"], "read after the restart")
    consumer.close()


def loop(count, word):
    """The loop this product was asked for: each send flushed, nobody waiting for an answer."""

    def produce_and_consume():
        topic = unique("kafka-python-loop")  # not created before: the first send must do it
        producer = KafkaProducer(
            acks=0,
            compression_type="gzip",
            bootstrap_servers=[BOOTSTRAP],
            value_serializer=lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8"),
        )
        started = time.monotonic()
        for i in range(count):
            producer.send(topic, value={"str": word + str(i)})
            producer.flush()
        elapsed = time.monotonic() - started
        records = read(
            topic, count, value_deserializer=lambda value: json.loads(value.decode("utf-8"))
        )
        equal([record.value["str"] for record in records], [word + str(i) for i in range(count)], "read")
        producer.close()
        sys.stderr.write("%d sends with a flush each: %.2f s\n" % (count, elapsed))

    return produce_and_consume


for sends in (1000, 10000):
    check("%d sends, acks=0, gzip, JSON, each flushed" % sends)(loop(sends, "result"))
    check("%d sends of Korean text, each flushed" % sends)(loop(sends, KOREAN))


def old_format(api_version, magic):
    """Produces and reads in a message format that Kafka 4 no longer serves, and 3.9 did."""

    def produce_and_consume():
        if not serves_old_formats():
            raise Skipped("the broker serves no Fetch version below 4")
        topic = create(unique("kafka-python"))
        options = dict(bootstrap_servers=BOOTSTRAP, api_version=api_version)
        producer = KafkaProducer(compression_type="gzip", acks="all", **options)
        producer.send(topic, key=b"k", value=KOREAN.encode())
        for i in range(200):
            producer.send(topic, b"%d" % i)
        producer.flush()
        producer.close()
        wanted = [KOREAN.encode()] + [b"%d" % i for i in range(200)]
        by_new = read(topic, 201)
        equal([record.value for record in by_new], wanted, "values read in the newest format")
        equal(by_new[0].key, b"k", "key")
        by_old = read(topic, 201, api_version=api_version, group_id=None)
        equal([record.value for record in by_old], wanted, "values read in format %d" % magic)

    return produce_and_consume


def serves_old_formats():
    """Asks with ApiVersions (key 18, version 0) whether Fetch (key 1) starts below version 4."""
    host, port = BOOTSTRAP.rsplit(":", 1)
    with socket.create_connection((host, int(port)), 5) as one:
        one.sendall(struct.pack(">ihhih", 10, 18, 0, 1, -1))
        stream = one.makefile("rb")
        answer = stream.read(struct.unpack(">i", stream.read(4))[0])
    keys = [struct.unpack_from(">hhh", answer, at) for at in range(10, len(answer) - 5, 6)]
    return any(key == 1 and low < 4 for key, low, high in keys)


IS_OLD = kafka.__version__ == "2.0.2"

if IS_OLD:
    check("message format 0")(old_format((0, 9), 0))
    check("message format 1")(old_format((0, 10), 1))


@check("delete a topic")
def delete():
    topic = create(unique("kafka-python"))
    admin = KafkaAdminClient(bootstrap_servers=BOOTSTRAP)
    admin.delete_topics([topic])
    until(lambda: topic not in admin.list_topics(), "the deleted topic is no longer listed")
    admin.close()


def transactional(name):
    producer = KafkaProducer(bootstrap_servers=BOOTSTRAP, transactional_id=name)
    producer.init_transactions()
    return producer


def transact(producer, topic, *values, end="commit"):
    producer.begin_transaction()
    for value in values:
        producer.send(topic, value)
    if end == "commit":
        producer.commit_transaction()
    else:
        producer.flush()
        producer.abort_transaction()


def outcomes():
    topic = create(unique("kafka-python"))
    producer = transactional(unique("id"))
    transact(producer, topic, b"first")
    transact(producer, topic, b"aborted", b"aborted too", end="abort")
    transact(producer, topic, b"second")
    producer.close()
    committed = read(topic, 2, isolation_level="read_committed")
    equal([record.value for record in committed], [b"first", b"second"], "committed")
    wanted = [b"first", b"aborted", b"aborted too", b"second"]
    equal([record.value for record in read(topic, 4)], wanted, "uncommitted")


def transactional_offsets():
    topic = create(unique("kafka-python"))
    group, partition = unique("group"), TopicPartition(topic, 0)
    producer = transactional(unique("id"))
    for offset, end in ((7, producer.commit_transaction), (8, producer.abort_transaction)):
        producer.begin_transaction()
        offsets = {partition: OffsetAndMetadata(offset, "", -1)}
        producer.send_offsets_to_transaction(offsets, group)
        end()
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=BOOTSTRAP, group_id=group)
    equal(consumer.committed(partition), 7, "committed offset")
    consumer.close()


def fencing():
    topic, name = create(unique("kafka-python")), unique("id")
    first = transactional(name)
    first.begin_transaction()
    first.send(topic, b"never committed").get(timeout=30)
    second = transactional(name)
    transact(second, topic, b"second")
    second.close()
    try:
        first.send(topic, b"late").get(timeout=30)
        first.commit_transaction()
    except KafkaError as error:
        wanted = ("ProducerFencedError", "InvalidProducerEpochError")
        assert type(error).__name__ in wanted, "the first is told %r" % error
    else:
        raise AssertionError("the first was not refused")
    committed = read(topic, 1, isolation_level="read_committed")
    equal([record.value for record in committed], [b"second"], "committed")


def hanging():
    topic, name = create(unique("kafka-python")), unique("id")
    partition = TopicPartition(topic, 0)
    producer = transactional(name)
    producer.begin_transaction()
    producer.send(topic, b"left open").get(timeout=30)
    admin = KafkaAdminClient(bootstrap_servers=BOOTSTRAP)
    described = admin.describe_transactions([name])[name]
    equal(described.state.name, "ONGOING", "state")
    assert name in str(admin.list_transactions()), "the transaction is not listed"
    assert str(described.producer_id) in str(admin.describe_producers([partition])), "no producer"
    producer.abort_transaction()
    producer.close()
    admin.close()


if not IS_OLD:
    from kafka.errors import KafkaError  # noqa: E402
    from kafka.structs import OffsetAndMetadata  # noqa: E402

    check("a committed transaction is read, an aborted one is not")(outcomes)
    check("offsets are committed with their transaction")(transactional_offsets)
    check("a second producer of one transactional id fences the first")(fencing)
    check("describe and list transactions and producers")(hanging)



run()
