// kafkajs as an everyday user drives it: client.mjs HOST:PORT.
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import kafkajs from "kafkajs";
import snappyCodec from "kafkajs-snappy";
import { compressFrame, decompressFrame } from "lz4-napi";
import { check, equal, numbered, restartBroker, run, unique, until } from "../node/steps.mjs";

const { CompressionCodecs, CompressionTypes, Kafka, logLevel, Partitioners } = kafkajs;
const bootstrap = process.argv[2];
const korean = "안녕하세요, 카프카";
const kafka = new Kafka({
  clientId: "conformance",
  brokers: [bootstrap],
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 100, retries: 12 },
});
CompressionCodecs[CompressionTypes.Snappy] = snappyCodec;
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: (encoder) => compressFrame(encoder.buffer),
  decompress: (buffer) => decompressFrame(buffer),
});
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: (encoder) => Promise.resolve(zstdCompressSync(encoder.buffer)),
  decompress: (buffer) => Promise.resolve(zstdDecompressSync(buffer)),
});

/** kafkajs ends a consumer only after the fetch that is waiting at the broker: keep that short. */
const FETCH_WAIT = { maxWaitTimeInMs: 300 };
const admin = kafka.admin();
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await admin.connect();
await producer.connect();

async function create(topic, numPartitions = 1) {
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions }] });
  return topic;
}

/** A running member of a group that remembers what it got. */
async function member(topic, groupId) {
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 10_000,
    heartbeatInterval: 500,
    ...FETCH_WAIT,
  });
  const messages = [];
  const state = { consumer, messages, partitions: [] };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    state.partitions = payload.memberAssignment[topic] ?? [];
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      messages.push(message);
      return Promise.resolve();
    },
  });
  return state;
}

async function read(topic, count) {
  const reader = await member(topic, unique("reader"));
  await until(() => reader.messages.length >= count, `${count} records`);
  await reader.consumer.disconnect();
  return reader.messages;
}

function texts(messages) {
  return messages.map((message) => message.value.toString());
}

check("create, describe and list topics", async () => {
  const topic = unique("kafkajs");
  const configEntries = [{ name: "retention.ms", value: "3600000" }];
  const topics = [{ topic, numPartitions: 3, replicationFactor: 1, configEntries }];
  equal(await admin.createTopics({ topics }), true, "created");
  equal(await admin.createTopics({ topics }), false, "created again");
  equal((await admin.listTopics()).includes(topic), true, "listed");
  const described = (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0];
  equal(described.partitions.length, 3, "partitions");
  const resources = [{ type: 2, name: topic, configNames: ["retention.ms"] }];
  const config = await admin.describeConfigs({ resources, includeSynonyms: false });
  equal(config.resources[0].configEntries[0].configValue, "3600000", "its retention.ms");
  await admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] });
  const after = (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0];
  equal(after.partitions.length, 5, "partitions after adding two");
});

const codecs = { none: "None", gzip: "GZIP", snappy: "Snappy", lz4: "LZ4", zstd: "ZSTD" };
for (const [name, kind] of Object.entries(codecs)) {
  check(`produce and consume with ${name}`, async () => {
    const topic = await create(unique(`kafkajs-${name}`));
    const values = numbered(500, (i) => `${i} ${"abcdefgh".repeat(12)}`);
    await producer.send({
      topic,
      acks: -1,
      compression: CompressionTypes[kind],
      messages: values.map((value) => ({ value })),
    });
    equal(texts(await read(topic, 500)), values, "values read");
  });
}

check("an idempotent producer", async () => {
  const topic = await create(unique("kafkajs"));
  const idempotent = kafka.producer({ idempotent: true });
  await idempotent.connect();
  const values = numbered(200, (i) => `${i}`);
  for (const value of values) await idempotent.send({ topic, messages: [{ value }] });
  await idempotent.disconnect();
  equal(texts(await read(topic, 200)), values, "values read");
});

check("keys, headers and null values", async () => {
  const topic = await create(unique("kafkajs"));
  const headers = { trace: Buffer.from([0, 1]), empty: Buffer.alloc(0) };
  await producer.send({
    topic,
    acks: -1,
    messages: [
      { key: "k", value: "v", headers, timestamp: "1234567890123" },
      { key: korean, value: null },
      { value: "" },
    ],
  });
  const [first, second, third] = await read(topic, 3);
  equal([`${first.key}`, `${first.value}`, first.timestamp], ["k", "v", "1234567890123"], "first");
  equal(Object.entries(first.headers), Object.entries(headers), "headers");
  equal([`${second.key}`, second.value], [korean, null], "record with a null value");
  equal([third.key, `${third.value}`], [null, ""], "record with an empty value");
});

check("offsets by time, earliest and latest", async () => {
  const topic = await create(unique("kafkajs"));
  const messages = numbered(10, (i) => ({ value: "x", timestamp: `${1600000000000 + i * 1000}` }));
  await producer.send({ topic, acks: -1, messages });
  const [found] = await admin.fetchTopicOffsets(topic);
  equal([found.low, found.high], ["0", "10"], "offsets");
  const [byTime] = await admin.fetchTopicOffsetsByTimestamp(topic, 1600000004500);
  equal(byTime.offset, "5", "by time");
});

check("two consumers share 3 partitions, one leaves", async () => {
  const topic = await create(unique("kafkajs"), 3);
  const groupId = unique("group");
  const [first, second] = await Promise.all([member(topic, groupId), member(topic, groupId)]);
  await until(
    () =>
      first.partitions.length > 0 && second.partitions.length > 0 &&
      isDeepEqual([...first.partitions, ...second.partitions].sort(), [0, 1, 2]),
    "both members have partitions, all three between them",
  );
  const send = (prefix) =>
    producer.send({
      topic,
      acks: -1,
      messages: numbered(30, (i) => ({ value: `${prefix}${i}`, partition: i % 3 })),
    });
  await send("a");
  const both = () => texts([...first.messages, ...second.messages]);
  await until(() => both().length >= 30, "30 records read by the two");
  equal(both().sort(), numbered(30, (i) => `a${i}`).sort(), "read once each");
  equal(first.messages.length > 0 && second.messages.length > 0, true, "both read");
  await second.consumer.disconnect();
  await until(() => isDeepEqual([...first.partitions].sort(), [0, 1, 2]), "one has all three");
  const before = first.messages.length;
  await send("b");
  const wanted = numbered(30, (i) => `b${i}`).sort();
  await until(
    () => isDeepEqual([...new Set(texts(first.messages.slice(before)))].sort(), wanted),
    "30 more records read by the one that stays",
  );
  await first.consumer.disconnect();
});

function isDeepEqual(left, right) {
  return JSON.stringify(left) === JSON.stringify(right);
}

check("committed offsets outlive a restart of the broker", async () => {
  const topic = await create(unique("kafkajs"));
  const groupId = unique("group");
  await producer.send({ topic, acks: -1, messages: numbered(100, (i) => ({ value: `${i}` })) });
  const first = kafka.consumer({ groupId, ...FETCH_WAIT });
  await first.connect();
  await first.subscribe({ topic, fromBeginning: true });
  const taken = [];
  await first.run({
    autoCommit: false,
    eachMessage: async ({ message, partition, pause }) => {
      if (taken.length === 40) return pause();
      taken.push(message.value.toString());
      if (taken.length === 40) {
        await first.commitOffsets([{ topic, partition, offset: `${Number(message.offset) + 1}` }]);
        taken.committed = true;
      }
    },
  });
  await until(() => taken.committed, "40 records read and committed");
  await first.disconnect();
  await restartBroker();
  // The producer of before goes on over its broken connection.
  await producer.send({ topic, acks: -1, messages: [{ value: "after" }] });
  const second = await member(topic, groupId);
  await until(() => second.messages.length >= 61, "the rest after the restart");
  const wanted = [...numbered(60, (i) => `${i + 40}`), "after"];
  equal(texts(second.messages), wanted, "read after the restart");
  await second.consumer.disconnect();
});

check("describe, list and delete groups", async () => {
  const topic = await create(unique("kafkajs"));
  const groupId = unique("group");
  await producer.send({ topic, acks: -1, messages: [{ value: "x" }] });
  const one = await member(topic, groupId);
  await until(() => one.messages.length === 1, "its record");
  const described = (await admin.describeGroups([groupId])).groups[0];
  equal([described.state, described.members.length], ["Stable", 1], "state and members");
  equal(described.protocolType, "consumer", "protocol type");
  const isListed = async () => (await admin.listGroups()).groups.some((g) => g.groupId === groupId);
  equal(await isListed(), true, "listed");
  await one.consumer.disconnect();
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: "0" }] });
  const offsets = await admin.fetchOffsets({ groupId, topics: [topic] });
  equal(offsets[0].partitions[0].offset, "0", "offset after setting it");
  await admin.deleteGroups([groupId]);
  equal(await isListed(), false, "listed after deleting it");
});

check("delete records and a topic", async () => {
  const topic = await create(unique("kafkajs"));
  await producer.send({ topic, acks: -1, messages: numbered(10, (i) => ({ value: `${i}` })) });
  await admin.fetchTopicOffsets(topic); // kafkajs looks for the leader in metadata it has already
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "4" }] });
  equal(texts(await read(topic, 6)), numbered(6, (i) => `${i + 4}`), "records left");
  await admin.deleteTopics({ topics: [topic] });
  await until(async () => !(await admin.listTopics()).includes(topic), "it is no longer listed");
});

async function transactional(transactionalId) {
  const one = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  await one.connect();
  return one;
}

/** The values that a reader sees; kafkajs reads only what is committed unless told otherwise. */
async function readAll(topic, count, options = {}) {
  const consumer = kafka.consumer({ groupId: unique("reader"), ...FETCH_WAIT, ...options });
  const values = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      values.push(message.value.toString());
      return Promise.resolve();
    },
  });
  await until(() => values.length >= count, `${count} records`);
  await consumer.disconnect();
  return values;
}

async function transact(producer, topic, values, end = "commit") {
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: values.map((value) => ({ value })) });
  await transaction[end]();
}

check("a committed transaction is read, an aborted one is not", async () => {
  const topic = await create(unique("kafkajs"));
  const one = await transactional(unique("id"));
  await transact(one, topic, ["first"]);
  await transact(one, topic, ["aborted", "aborted too"], "abort");
  await transact(one, topic, ["second"]);
  await one.disconnect();
  equal(await readAll(topic, 2), ["first", "second"], "committed");
  const uncommitted = await readAll(topic, 4, { readUncommitted: true });
  equal(uncommitted, ["first", "aborted", "aborted too", "second"], "uncommitted");
});

check("offsets are committed with their transaction", async () => {
  const topic = await create(unique("kafkajs"));
  const groupId = unique("group");
  const one = await transactional(unique("id"));
  for (const [offset, end] of [["7", "commit"], ["8", "abort"]]) {
    const transaction = await one.transaction();
    const topics = [{ topic, partitions: [{ partition: 0, offset }] }];
    await transaction.sendOffsets({ consumerGroupId: groupId, topics });
    await transaction[end]();
  }
  await one.disconnect();
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  equal(found.partitions[0].offset, "7", "committed offset");
});

check("a second producer of one transactional id fences the first", async () => {
  const topic = await create(unique("kafkajs"));
  const id = unique("id");
  const first = await transactional(id);
  const open = await first.transaction();
  await open.send({ topic, messages: [{ value: "never committed" }] });
  const second = await transactional(id);
  await transact(second, topic, ["second"]);
  const told = await open.send({ topic, messages: [{ value: "late" }] })
    .then(() => open.commit())
    .then(() => "nothing", (error) => error.type ?? error.message);
  const fenced = ["INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED"];
  equal(fenced.includes(told), true, `the first is told ${told}: fenced`);
  await first.disconnect();
  await second.disconnect();
  equal(await readAll(topic, 1), ["second"], "committed");
});

check("consume, transform and produce exactly once", async () => {
  const [source, target] = [await create(unique("kafkajs")), await create(unique("kafkajs"))];
  const groupId = unique("group");
  const values = numbered(100, (i) => `${i}`);
  await producer.send({ topic: source, acks: -1, messages: values.map((value) => ({ value })) });
  const one = await transactional(unique("id"));
  const consumer = kafka.consumer({ groupId, ...FETCH_WAIT });
  await consumer.connect();
  await consumer.subscribe({ topic: source, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (let from = 0; from < batch.messages.length; from += 10) {
        const messages = batch.messages.slice(from, from + 10).map(({ value }) => ({ value }));
        const last = batch.messages[Math.min(from + 10, batch.messages.length) - 1];
        const offset = `${Number(last.offset) + 1}`;
        const topics = [{ topic: source, partitions: [{ partition: 0, offset }] }];
        for (const end of ["abort", "commit"]) {
          const transaction = await one.transaction();
          await transaction.send({ topic: target, messages });
          await transaction.sendOffsets({ consumerGroupId: groupId, topics });
          await transaction[end]();
        }
      }
    },
  });
  equal(await readAll(target, 100), values, "transformed");
  await consumer.disconnect();
  await one.disconnect();
  const [found] = await admin.fetchOffsets({ groupId, topics: [source] });
  equal(found.partitions[0].offset, "100", "committed offset");
});

await run();
