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

await run();
