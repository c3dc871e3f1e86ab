"""Writes to a Kafka, asks for kedge on the same folder, reads it all back, and goes back again.

usage: client.py BOOTSTRAP kafka4|kafka3|kedge
"""
import os
import sys
import time
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from confluent_kafka import Consumer, Producer, TopicPartition  # noqa: E402
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic  # noqa: E402

from steps import ask  # noqa: E402

BOOTSTRAP, SERVER = sys.argv[1:3]
CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
QUIET = {"bootstrap.servers": BOOTSTRAP, "log_level": 3}
COMPACTED_KEYS = 50


def producer(**settings):
    return Producer({**QUIET, **{name.replace("_", "."): v for name, v in settings.items()}})


def create(name, partitions=1, **config):
    admin = AdminClient(QUIET)
    config = {key.replace("_", "."): value for key, value in config.items()}
    for future in admin.create_topics([NewTopic(name, partitions, 1, config=config)]).values():
        future.result(30)


def write(mark):
    """Records of every kind; `mark` tells one round from the next."""
    for codec in CODECS:
        p = producer(compression_type=codec, linger_ms=20, enable_idempotence=True)
        for n in range(400):
            value = f"{mark} {codec} {n} " * 20
            p.produce(f"codec-{codec}", key=str(n), value=value, headers=[("h", b"x")])
        assert p.flush(60) == 0
    p = producer(linger_ms=0)
    for n in range(3000):
        p.produce("plain", value=f"{mark} {n}", partition=n % 3)
        if n % 100 == 0:
            p.flush(30)
    for n in range(2000):
        p.produce("compacted", key=str(n % COMPACTED_KEYS), value=f"{mark} {n} " * 50)
        if n % 100 == 0:
            p.flush(30)
    assert p.flush(60) == 0
    t = producer(transactional_id="accounts")
    t.init_transactions(30)
    for n in range(8):
        t.begin_transaction()
        for i in range(20):
            t.produce("transactional", key=str(i), value=f"{mark} {'abort' if n % 2 else 'commit'}")
        t.flush(30)
        if n % 2:
            t.abort_transaction(30)
        else:
            t.commit_transaction(30)


def read(topic, **settings):
    """Every record of a topic from its start to its end, as (partition, offset, key, value)."""
    consumer = Consumer({
        **QUIET, "group.id": "reader", "enable.partition.eof": True, "enable.auto.commit": False,
        **{name.replace("_", "."): value for name, value in settings.items()},
    })
    partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
    consumer.assign([TopicPartition(topic, index, 0) for index in partitions])
    ended, records, deadline = set(), [], time.time() + 60
    while len(ended) < len(partitions):
        assert time.time() < deadline, f"{topic} was not read to its end: {len(records)} records"
        message = consumer.poll(0.5)
        if message is None:
            continue
        if message.error():
            assert message.error().name() == "_PARTITION_EOF", message.error()
            ended.add(message.partition())
            continue
        records.append((message.partition(), message.offset(), message.key(), message.value()))
    consumer.close()
    return sorted(records, key=lambda record: record[:2])


def consume(group, count, **settings):
    """Reads on as a member of a group, commits, and returns the values."""
    consumer = Consumer({
        **QUIET, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False,
        **{name.replace("_", "."): value for name, value in settings.items()},
    })
    consumer.subscribe(["plain"])
    values, deadline = [], time.time() + 60
    while len(values) < count:
        assert time.time() < deadline, f"{group}: {len(values)} of {count} records came"
        message = consumer.poll(0.5)
        if message is not None and not message.error():
            values.append(message.value())
    consumer.commit(asynchronous=False)
    consumer.close()
    return values


def everything():
    """What readers see of all topics, by topic."""
    seen = {f"codec-{codec}": read(f"codec-{codec}") for codec in CODECS}
    seen["plain"] = read("plain")
    seen["committed"] = read("transactional", isolation_level="read_committed")
    seen["uncommitted"] = read("transactional", isolation_level="read_uncommitted")
    # Compaction may be at work: only the last value of each key is the same at all times.
    seen["compacted"] = {record[2]: record[3] for record in read("compacted")}
    return seen


def setting(topic, name):
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    admin = AdminClient(QUIET)
    for future in admin.describe_configs([resource]).values():
        return future.result(30)[name].value


def compare(seen, expected):
    for name, records in expected.items():
        found = seen[name]
        assert found == records, f"{name}: {len(found)} records, not the {len(records)} of before"


def eventually(run):
    """A Kafka that has just started answers before it leads its partitions."""
    deadline = time.time() + 30
    while True:
        try:
            return run()
        except AssertionError:
            if time.time() > deadline:
                raise


def check(name, run):
    try:
        run()
        print(f"ok {name}", flush=True)
    except Exception as error:  # every failure is a line of the report
        traceback.print_exc()
        print(f"FAIL {name}: {' '.join(str(error).split())}", flush=True)


def prepare():
    create("plain", 3, retention_ms="-1")
    create("compacted", cleanup_policy="compact", segment_bytes="1048576")
    for codec in CODECS:
        create(f"codec-{codec}", segment_bytes="1048576", index_interval_bytes="1024")
    create("transactional")
    write("first")
    consume("classic", 1000)
    if SERVER == "kafka4":
        consume("newer", 1000, group_protocol="consumer")


def main():
    prepare()
    before = everything()
    if SERVER == "kedge":
        check("the broker's own folder is filled", lambda: ask("dump"))
        return
    groups = {"classic": 2000} | ({"newer": 2000} if SERVER == "kafka4" else {})
    ask("kedge")
    check("every record is read back", lambda: compare(everything(), before))

    def settings():
        assert setting("compacted", "cleanup.policy") == "compact"
        assert setting("__consumer_offsets", "cleanup.policy") == "compact"
        if SERVER == "kafka4":
            assert setting("plain", "retention.ms") == "-1"

    # A Kafka with ZooKeeper leaves no settings: what the cleaner did tells which are compacted.
    if SERVER == "kafka4":
        check("topics have their settings", settings)

    def go_on():
        for group, left in groups.items():
            values = consume(group, left)
            assert len(set(values)) == left, f"{group}: {len(set(values))} of {left} are distinct"

    check("groups go on where they stopped", go_on)
    check("more is written", lambda: write("second"))
    after = everything()
    ask("dump")
    ask("kafka")
    check("Kafka reads all of it again", lambda: eventually(lambda: compare(everything(), after)))

    def go_on_there():
        expected = {f"second {n}".encode() for n in range(3000)}
        for group in groups:
            found = set(consume(group, 3000))
            assert found == expected, f"{group}: {len(found & expected)} of 3000 are the second's"

    check("Kafka's groups go on where they stopped on kedge", go_on_there)
    check("Kafka writes on", lambda: write("third"))
    last = everything()
    ask("kedge")
    check("kedge reads what Kafka wrote on", lambda: compare(everything(), last))


main()
