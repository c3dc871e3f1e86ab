// @platformatic/kafka as an everyday user drives it: client.mjs HOST:PORT.
import {
  Admin,
  Consumer,
  Producer,
  stringDeserializers,
  stringSerializers,
} from "@platformatic/kafka";
import { check, equal, numbered, restartBroker, run, unique, until } from "../node/steps.mjs";

const base = {
  clientId: "conformance",
  bootstrapBrokers: [process.argv[2]],
  retries: 20,
  retryDelay: 200,
};
const korean = "안녕하세요, 카프카";
const admin = new Admin(base);
const producer = new Producer({ ...base, serializers: stringSerializers });

async function create(topic, partitions = 1) {
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
  return topic;
}

function send(messages, options = {}) {
  return producer.send({ messages, acks: -1, ...options });
}

/** A member of a group that remembers what it got. */
async function member(topic, groupId, options = {}) {
  const consumer = new Consumer({ ...base, groupId, deserializers: stringDeserializers });
  const messages = [];
  const stream = await consumer.consume({
    topics: [topic],
    mode: "committed",
    fallbackMode: "earliest",
    autocommit: true,
    sessionTimeout: 10_000,
    heartbeatInterval: 500,
    maxWaitTime: 500,
    ...options,
  });
  stream.on("data", (message) => messages.push(message));
  stream.on("error", (error) => console.error(error));
  return {
    messages,
    partitions: () => (consumer.assignments ?? []).flatMap((one) => one.partitions).sort(),
    leave: () => consumer.close(true),
  };
}

async function read(topic, count) {
  const reader = await member(topic, unique("reader"));
  await until(() => reader.messages.length >= count, `${count} records`);
  await reader.leave();
  return reader.messages;
}

function values(messages) {
  return messages.map((message) => message.value);
}

check("create, describe and list topics", async () => {
  const topic = unique("platformatic");
  const configs = [{ name: "retention.ms", value: "3600000" }];
  const [created] = await admin.createTopics({
    topics: [topic],
    partitions: 3,
    replicas: 1,
    configs,
  });
  equal([created.name, created.partitions], [topic, 3], "created");
  equal((await admin.listTopics()).includes(topic), true, "listed");
  const metadata = await admin.metadata({ topics: [topic] });
  equal(metadata.topics.get(topic).partitionsCount, 3, "partitions");
  const resources = [{ resourceType: 2, resourceName: topic, configurationKeys: ["retention.ms"] }];
  const [described] = await admin.describeConfigs({ resources });
  equal(described.configs[0].value, "3600000", "its retention.ms");
  const again = await admin.createTopics({ topics: [topic], partitions: 3, replicas: 1 })
    .then(
      () => "created",
      (error) => JSON.stringify(error, ["errors", "apiId", "response"]) + error.message,
    );
  equal(again === "created", false, "created again");
});

for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"]) {
  check(`produce and consume with ${compression}`, async () => {
    const topic = await create(unique(`platformatic-${compression}`));
    const wanted = numbered(500, (i) => `${i} ${"abcdefgh".repeat(12)}`);
    await send(wanted.map((value) => ({ topic, value })), { compression });
    equal(values(await read(topic, 500)), wanted, "values read");
  });
}

check("an idempotent producer", async () => {
  const topic = await create(unique("platformatic"));
  const idempotent = new Producer({ ...base, idempotent: true, serializers: stringSerializers });
  const wanted = numbered(200, (i) => `${i}`);
  for (const value of wanted) await idempotent.send({ messages: [{ topic, value }] });
  await idempotent.close();
  equal(values(await read(topic, 200)), wanted, "values read");
});

check("keys, headers and null values", async () => {
  const topic = await create(unique("platformatic"));
  const headers = new Map([["trace", "on"], ["empty", ""]]);
  const timestamp = 1234567890123n;
  await send([{ topic, key: "k", value: "v", headers, timestamp }]);
  await send([{ topic, key: korean, value: null }]);
  await send([{ topic, value: "" }]);
  const [first, second, third] = await read(topic, 3);
  equal([first.key, first.value, first.timestamp], ["k", "v", timestamp], "first record");
  equal([...first.headers], [...headers], "headers");
  equal([second.key, second.value ?? null], [korean, null], "record with a null value");
  equal(third.value, "", "record with an empty value");
});

check("offsets by time, earliest and latest", async () => {
  const topic = await create(unique("platformatic"));
  for (const i of numbered(10, (i) => i)) {
    await send([{ topic, value: "x", timestamp: BigInt(1600000000000 + i * 1000) }]);
  }
  const at = async (timestamp) => {
    const partitions = [{ partitionIndex: 0, timestamp }];
    const [found] = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
    return found.partitions[0].offset;
  };
  equal([await at(-2n), await at(-1n), await at(1600000004500n)], [0n, 10n, 5n], "offsets");
});

check("two consumers share 3 partitions, one leaves", async () => {
  const topic = await create(unique("platformatic"), 3);
  const groupId = unique("group");
  const first = await member(topic, groupId);
  const second = await member(topic, groupId);
  await until(
    () =>
      first.partitions().length > 0 && second.partitions().length > 0 &&
      `${[...first.partitions(), ...second.partitions()].sort()}` === "0,1,2",
    "both members have partitions, all three between them",
  );
  const sendThirty = (prefix) =>
    send(numbered(30, (i) => ({ topic, value: `${prefix}${i}`, partition: i % 3 })));
  await sendThirty("a");
  const both = () => values([...first.messages, ...second.messages]);
  await until(() => new Set(both()).size >= 30, "30 records read by the two");
  equal([...new Set(both())].sort(), numbered(30, (i) => `a${i}`).sort(), "all of them read");
  equal(first.messages.length > 0 && second.messages.length > 0, true, "both read");
  await second.leave();
  await until(() => `${first.partitions()}` === "0,1,2", "the one that stays has all three");
  await sendThirty("b");
  const wanted = numbered(30, (i) => `b${i}`);
  const seen = () => new Set(values(first.messages));
  await until(() => wanted.every((value) => seen().has(value)), "30 more read by it alone");
  await first.leave();
});

check("committed offsets outlive a restart of the broker", async () => {
  const topic = await create(unique("platformatic"));
  const groupId = unique("group");
  await send(numbered(100, (i) => ({ topic, value: `${i}` })));
  const consumer = new Consumer({ ...base, groupId, deserializers: stringDeserializers });
  const stream = await consumer.consume({
    topics: [topic],
    mode: "committed",
    fallbackMode: "earliest",
    autocommit: false,
  });
  const taken = [];
  for await (const message of stream) {
    taken.push(message.value);
    if (taken.length < 40) continue;
    await message.commit();
    break;
  }
  await consumer.close(true);
  equal(taken, numbered(40, (i) => `${i}`), "read before the restart");
  await restartBroker();
  // The producer of before goes on over its broken connection.
  await send([{ topic, value: "after" }]);
  const second = await member(topic, groupId);
  await until(() => second.messages.length >= 61, "the rest after the restart");
  const wanted = [...numbered(60, (i) => `${i + 40}`), "after"];
  equal(values(second.messages), wanted, "read after the restart");
  await second.leave();
});

check("describe, list and delete groups", async () => {
  const topic = await create(unique("platformatic"));
  const groupId = unique("group");
  await send([{ topic, value: "x" }]);
  const one = await member(topic, groupId);
  await until(() => one.messages.length === 1, "its record");
  const group = (await admin.describeGroups({ groups: [groupId] })).get(groupId);
  equal([group.state, group.members.size], ["STABLE", 1], "state and members");
  equal((await admin.listGroups()).has(groupId), true, "listed");
  await one.leave();
  await admin.deleteGroups({ groups: [groupId] });
  equal((await admin.listGroups()).has(groupId), false, "listed after deleting it");
});

check("delete records and a topic", async () => {
  const topic = await create(unique("platformatic"));
  await send(numbered(10, (i) => ({ topic, value: `${i}` })));
  await admin.deleteRecords({
    topics: [{ name: topic, partitions: [{ partition: 0, offset: 4n }] }],
  });
  equal(values(await read(topic, 6)), numbered(6, (i) => `${i + 4}`), "records left");
  await admin.deleteTopics({ topics: [topic] });
  await until(async () => !(await admin.listTopics()).includes(topic), "it is no longer listed");
});

function transactional(transactionalId) {
  return new Producer({
    ...base,
    idempotent: true,
    transactionalId,
    // Unless told that it knows none, it claims producer id 0, which nobody may take over from.
    producerId: -1n,
    producerEpoch: -1,
    serializers: stringSerializers,
  });
}

async function transact(producer, topic, texts, end = "commit") {
  const transaction = await producer.beginTransaction();
  await transaction.send({ messages: texts.map((value) => ({ topic, value })) });
  await transaction[end]();
}

async function readIsolated(topic, count, isolationLevel) {
  const reader = await member(topic, unique("reader"), { isolationLevel });
  await until(() => reader.messages.length >= count, `${count} records`);
  await reader.leave();
  return values(reader.messages);
}

check("a committed transaction is read, an aborted one is not", async () => {
  const topic = await create(unique("platformatic"));
  const one = transactional(unique("id"));
  await transact(one, topic, ["first"]);
  await transact(one, topic, ["aborted", "aborted too"], "abort");
  await transact(one, topic, ["second"]);
  await one.close();
  equal(await readIsolated(topic, 2, 1), ["first", "second"], "committed");
  const uncommitted = await readIsolated(topic, 4, 0);
  equal(uncommitted, ["first", "aborted", "aborted too", "second"], "uncommitted");
});

check("offsets are committed with their transaction", async () => {
  const topic = await create(unique("platformatic"));
  const groupId = unique("group");
  await send(numbered(10, (i) => ({ topic, value: `${i}` })));
  const consumer = new Consumer({ ...base, groupId, deserializers: stringDeserializers });
  const stream = await consumer.consume({
    topics: [topic],
    mode: "committed",
    fallbackMode: "earliest",
    autocommit: false,
    maxWaitTime: 500,
  });
  const taken = [];
  for await (const message of stream) {
    taken.push(message);
    if (taken.length === 10) break;
  }
  const one = transactional(unique("id"));
  for (const [index, end] of [[6, "commit"], [7, "abort"]]) {
    const transaction = await one.beginTransaction();
    await transaction.addConsumer(consumer);
    await transaction.addOffset(taken[index]);
    await transaction[end]();
  }
  await one.close();
  await consumer.close(true);
  const [group] = await admin.listConsumerGroupOffsets({ groups: [groupId] });
  const [found] = group.topics;
  equal(Number(found.partitions[0].committedOffset), 7, "committed offset");
});

check("a second producer of one transactional id fences the first", async () => {
  const topic = await create(unique("platformatic"));
  const id = unique("id");
  const first = transactional(id);
  const open = await first.beginTransaction();
  await open.send({ messages: [{ topic, value: "never committed" }] });
  const second = transactional(id);
  // This client does not ask again by itself while the first's transaction is being aborted.
  const taken = await until(
    () => second.beginTransaction().catch((error) => concurrent(error)),
    "the second may begin",
  );
  await taken.send({ messages: [{ topic, value: "second" }] });
  await taken.commit();
  const told = await open.send({ messages: [{ topic, value: "late" }] })
    .then(() => open.commit())
    .then(() => "", (error) => allOf(error));
  equal(/INVALID_PRODUCER_EPOCH|PRODUCER_FENCED/.test(told), true, `the first is told ${told}`);
  await second.close();
  await first.close().catch(() => {});
  equal(await readIsolated(topic, 1, 1), ["second"], "committed");
});

/** False for an error that says to ask again; throws any other. */
function concurrent(error) {
  if (allOf(error).includes("CONCURRENT_TRANSACTIONS")) return false;
  throw error;
}

/** The names of an error and of all that it stands for. */
function allOf(error) {
  const inner = [...(error.errors ?? []), ...(error.cause === undefined ? [] : [error.cause])];
  return [error.apiId ?? error.message, ...inner.map(allOf)].join(" ");
}

check("client quotas", async () => {
  const name = unique("client");
  const entity = [{ entityType: "client-id", entityName: name }];
  const alter = (remove) =>
    admin.alterClientQuotas({
      entries: [{ entities: entity, ops: [{ key: "producer_byte_rate", value: 1000000, remove }] }],
    });
  const described = () =>
    admin.describeClientQuotas({
      components: [{ entityType: "client-id", matchType: 0, match: name }],
      strict: true,
    });
  await alter(false);
  await until(async () => (await described()).length === 1, "the quota is described");
  equal((await described())[0].values, [{ key: "producer_byte_rate", value: 1000000 }], "quota");
  await alter(true);
  await until(async () => (await described()).length === 0, "it is gone");
});

await run();
