"""aiokafka as an everyday user drives it: client.py HOST:PORT."""

import asyncio
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition  # noqa: E402
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic  # noqa: E402
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType  # noqa: E402
from aiokafka.errors import KafkaError, ProducerFenced, TopicAlreadyExistsError  # noqa: E402

from steps import check, equal, restart_broker, run, unique  # noqa: E402

BOOTSTRAP = sys.argv[1]
KOREAN = "안녕하세요, 카프카"


def asynchronous(name):
    """Marks a coroutine function as the check of this name."""

    def mark(function):
        check(name)(lambda: asyncio.run(asyncio.wait_for(function(), 90)))
        return function

    return mark


async def until(condition, what, limit_s=30):
    """Waits until condition() is true; what names it in the error."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_s
    while not await condition():
        if loop.time() > deadline:
            raise AssertionError("Not within %g s: %s" % (limit_s, what))
        await asyncio.sleep(0.02)


async def with_admin(action):
    admin = AIOKafkaAdminClient(bootstrap_servers=BOOTSTRAP)
    await admin.start()
    try:
        return await action(admin)
    finally:
        await admin.close()


async def create(partitions=1):
    topic = unique("aiokafka")
    await with_admin(lambda admin: admin.create_topics([NewTopic(topic, partitions, 1)]))
    return topic


def producer_of(**options):
    return AIOKafkaProducer(bootstrap_servers=BOOTSTRAP, **{"acks": "all", **options})


def consumer_of(*topics, **options):
    defaults = dict(auto_offset_reset="earliest", enable_auto_commit=False, fetch_max_wait_ms=300)
    return AIOKafkaConsumer(*topics, bootstrap_servers=BOOTSTRAP, **{**defaults, **options})


async def send(topic, values, **options):
    async with producer_of(**options) as producer:
        sent = [await producer.send(topic, value) for value in values]
        return [(await one).offset for one in sent]


async def take(consumer, count, limit_s=20):
    async def all_of_them():
        return [await consumer.getone() for _ in range(count)]

    return await asyncio.wait_for(all_of_them(), limit_s)


async def read(topic, count, **options):
    async with consumer_of(topic, **options) as consumer:
        return await take(consumer, count)


def texts(records):
    return [record.value for record in records]


@asynchronous("create, describe and list topics")
async def topics():
    topic = unique("aiokafka")
    new = NewTopic(topic, 3, 1, topic_configs={"retention.ms": "3600000"})

    async def steps(admin):
        await admin.create_topics([new])
        assert topic in await admin.list_topics(), "the new topic is not listed"
        described = await admin.describe_topics([topic])
        equal(len(described[0]["partitions"]), 3, "partitions described")
        resource = ConfigResource(ConfigResourceType.TOPIC, topic)
        (answer,) = await admin.describe_configs([resource])
        found = {row[0]: row[1] for row in answer.resources[0][4]}
        equal(found["retention.ms"], "3600000", "its retention.ms")
        await admin.create_partitions({topic: NewPartitions(5)})
        answer = await admin.create_topics([new])
        return answer.topic_errors[0][1]

    try:
        equal(await with_admin(steps), TopicAlreadyExistsError.errno, "creating it again")
    except TopicAlreadyExistsError:
        pass


def compression(codec):
    async def produce_and_consume():
        topic = await create()
        values = [b"%06d " % i + b"abcdefgh" * 12 for i in range(500)]
        offsets = await send(topic, values, compression_type=codec, linger_ms=20)
        equal(offsets, list(range(500)), "offsets acknowledged")
        equal(texts(await read(topic, 500)), values, "values read")

    return produce_and_consume


for codec_name in (None, "gzip", "snappy", "lz4", "zstd"):
    asynchronous("produce and consume with %s" % (codec_name or "none"))(compression(codec_name))


@asynchronous("keys, headers and null values")
async def keys_headers_nulls():
    topic = await create()
    headers = [("trace", b"\x00\x01"), ("trace", b"again"), ("empty", b"")]
    async with producer_of() as producer:
        await producer.send_and_wait(
            topic, b"v", key=b"k", headers=headers, timestamp_ms=1234567890123
        )
        await producer.send_and_wait(topic, None, key=KOREAN.encode())
        await producer.send_and_wait(topic, b"")
    first, second, third = await read(topic, 3)
    equal((first.key, first.value, first.timestamp), (b"k", b"v", 1234567890123), "first record")
    equal(list(first.headers), headers, "headers")
    equal((second.key, second.value), (KOREAN.encode(), None), "record with a null value")
    equal((third.key, third.value), (None, b""), "record with an empty value")


@asynchronous("offsets by time, earliest and latest")
async def offsets():
    topic = await create()
    async with producer_of() as producer:
        for i in range(10):
            await producer.send_and_wait(topic, b"x", timestamp_ms=1600000000000 + i * 1000)
    partition = TopicPartition(topic, 0)
    async with consumer_of() as consumer:
        equal((await consumer.beginning_offsets([partition]))[partition], 0, "earliest")
        equal((await consumer.end_offsets([partition]))[partition], 10, "latest")
        found = (await consumer.offsets_for_times({partition: 1600000004500}))[partition]
        equal((found.offset, found.timestamp), (5, 1600000005000), "by time")


class Member:
    """One consumer of a group in its own task."""

    def __init__(self, topic, group):
        self.consumer = consumer_of(
            topic, group_id=group, session_timeout_ms=10000, heartbeat_interval_ms=500
        )
        self.values = set()
        self.stopping = False
        self.task = asyncio.create_task(self.run())

    async def run(self):
        await self.consumer.start()
        while not self.stopping:
            for records in (await self.consumer.getmany(timeout_ms=100)).values():
                self.values.update(record.value for record in records)
        await self.consumer.stop()

    @property
    def partitions(self):
        return {one.partition for one in self.consumer.assignment()}

    async def leave(self):
        self.stopping = True
        await asyncio.wait_for(self.task, 20)


@asynchronous("two consumers share 3 partitions, one leaves")
async def sharing():
    topic, group = await create(3), unique("group")
    first, second = Member(topic, group), Member(topic, group)

    async def shared():
        mine, others = first.partitions, second.partitions
        return mine and others and not mine & others and mine | others == {0, 1, 2}

    await until(shared, "both members have partitions, all three between them")
    async with producer_of() as producer:
        wanted = {b"a%d" % i for i in range(30)}
        for i in range(30):
            await producer.send_and_wait(topic, b"a%d" % i, partition=i % 3)

        async def read_by_both():
            return first.values | second.values >= wanted

        await until(read_by_both, "30 records read by the two")
        assert first.values and second.values, "one of them read nothing"
        await second.leave()

        async def alone():
            return first.partitions == {0, 1, 2}

        await until(alone, "the one that stays has all three")
        more = {b"b%d" % i for i in range(30)}
        for i in range(30):
            await producer.send_and_wait(topic, b"b%d" % i, partition=i % 3)

        async def read_by_one():
            return first.values >= more

        await until(read_by_one, "30 more records read by the one that stays")
    await first.leave()


@asynchronous("committed offsets outlive a restart of the broker")
async def restart():
    topic, group = await create(), unique("group")
    async with producer_of(enable_idempotence=True) as producer:
        for i in range(100):
            await producer.send(topic, b"%d" % i)
        await producer.flush()
        async with consumer_of(topic, group_id=group) as consumer:
            taken = texts(await take(consumer, 40))
            equal(taken, [b"%d" % i for i in range(40)], "read before the restart")
            await consumer.commit({TopicPartition(topic, 0): (40, "note")})
        await asyncio.get_running_loop().run_in_executor(None, restart_broker)
        # The idempotent producer of before goes on with its producer id and sequence.
        equal((await producer.send_and_wait(topic, b"after")).offset, 100, "offset after it")
    async with consumer_of(topic, group_id=group) as consumer:
        equal(await consumer.committed(TopicPartition(topic, 0)), 40, "committed offset")
        wanted = [b"%d" % i for i in range(40, 100)] + [b"after"]
        equal(texts(await take(consumer, 61)), wanted, "read after the restart")


@asynchronous("an idempotent producer")
async def idempotent():
    topic = await create()
    values = [b"%d" % i for i in range(2000)]
    equal(await send(topic, values, enable_idempotence=True), list(range(2000)), "offsets")
    equal(texts(await read(topic, 2000)), values, "values read")


@asynchronous("describe and list groups")
async def groups():
    topic, group = await create(), unique("group")
    await send(topic, [b"x"])

    async def steps(admin):
        async with consumer_of(topic, group_id=group) as consumer:
            await take(consumer, 1)
            await consumer.commit()
            (described,) = await admin.describe_consumer_groups([group])
            error, name, state, _, _, members = described.groups[0][:6]
            equal((error, name, state, len(members)), (0, group, "Stable", 1), "described")
        found = await admin.list_consumer_group_offsets(group)
        equal(found[TopicPartition(topic, 0)].offset, 1, "committed offset")
        names = [name for name, _ in await admin.list_consumer_groups()]
        assert group in names, "the group is not listed"

    await with_admin(steps)


@asynchronous("delete a topic")
async def delete():
    topic = await create()

    async def steps(admin):
        await admin.delete_topics([topic])

        async def gone():
            return topic not in await admin.list_topics()

        await until(gone, "it is no longer listed")

    await with_admin(steps)


class Abandoned(Exception):
    """Thrown within a transaction to abort it."""


async def transact(producer, topic, *values, end="commit"):
    try:
        async with producer.transaction():
            for value in values:
                await producer.send_and_wait(topic, value)
            if end == "abort":
                raise Abandoned
    except Abandoned:
        pass


def committed(topic, count):
    return read(topic, count, isolation_level="read_committed")


@asynchronous("a committed transaction is read, an aborted one is not")
async def outcomes():
    topic = await create()
    async with producer_of(transactional_id=unique("id")) as producer:
        await transact(producer, topic, b"first")
        await transact(producer, topic, b"aborted", b"aborted too", end="abort")
        await transact(producer, topic, b"second")
    equal(texts(await committed(topic, 2)), [b"first", b"second"], "committed")
    wanted = [b"first", b"aborted", b"aborted too", b"second"]
    equal(texts(await read(topic, 4)), wanted, "uncommitted")


@asynchronous("offsets are committed with their transaction")
async def transactional_offsets():
    topic, group = await create(), unique("group")
    partition = TopicPartition(topic, 0)
    async with producer_of(transactional_id=unique("id")) as producer:
        async with producer.transaction():
            await producer.send_offsets_to_transaction({partition: (7, "of 7")}, group)
        try:
            async with producer.transaction():
                await producer.send_offsets_to_transaction({partition: 8}, group)
                raise Abandoned
        except Abandoned:
            pass
    async with consumer_of(group_id=group) as consumer:

        async def stable():
            return await consumer.committed(partition) is not None

        await until(stable, "the offset is committed")
        equal(await consumer.committed(partition), 7, "committed offset")


@asynchronous("a second producer of one transactional id fences the first")
async def fencing():
    topic, name = await create(), unique("id")
    first = producer_of(transactional_id=name)
    await first.start()
    await first.begin_transaction()
    await first.send_and_wait(topic, b"never committed")
    async with producer_of(transactional_id=name) as second:
        await transact(second, topic, b"second")
        try:
            await first.send_and_wait(topic, b"late")
            await first.commit_transaction()
        except ProducerFenced:
            pass
        else:
            raise AssertionError("the first was not refused")
    try:
        await first.stop()
    except KafkaError:
        pass  # It tells at its end once more that it is fenced.
    equal(texts(await committed(topic, 1)), [b"second"], "committed")


@asynchronous("consume, transform and produce exactly once")
async def transform():
    source, target, group = await create(), await create(), unique("group")
    values = [b"%d" % i for i in range(100)]
    await send(source, values)
    partition = TopicPartition(source, 0)
    options = dict(group_id=group, isolation_level="read_committed", max_poll_records=10)
    async with consumer_of(source, **options) as consumer:
        async with producer_of(transactional_id=unique("id")) as producer:
            following, rounds = 0, 0
            while following < 100:
                batches = await consumer.getmany(timeout_ms=1000)
                records = batches.get(partition, [])
                if not records:
                    continue
                rounds += 1
                try:
                    async with producer.transaction():
                        for record in records:
                            await producer.send(target, record.value)
                        after = records[-1].offset + 1
                        await producer.send_offsets_to_transaction({partition: after}, group)
                        if rounds % 2 == 1:
                            raise Abandoned
                except Abandoned:
                    consumer.seek(partition, following)
                else:
                    following = after
        equal(await consumer.committed(partition), 100, "committed offset")
    equal(texts(await committed(target, 100)), values, "transformed")


run()
