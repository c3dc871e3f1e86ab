/**
 * The mark "without effect" of the table of settings tells the truth: a setting without it is read
 * by some code outside lib/config, and one with it is not.
 *
 * @module
 */
import { expect, test } from "bun:test";
import { Glob } from "bun";
import { brokerSettings, topicSettings } from "../../lib/config/mod.ts";
import type { Setting } from "../../lib/config/setting.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** Settings that lib/config itself works with before anybody reads a field, and the field. */
const READ_IN_CONFIG: Readonly<Record<string, string>> = {
  "advertised.host.name": "advertisedListeners",
  "advertised.listeners": "advertisedListeners",
  "advertised.port": "advertisedListeners",
  "broker.id": "brokerId",
  "controller.listener.names": "listeners",
  "host.name": "listeners",
  "listener.security.protocol.map": "listeners",
  "listeners": "listeners",
  "log.dir": "logDirs",
  "log.dirs": "logDirs",
  "max.connections.per.ip.overrides": "maxConnectionsPerIpOverrides",
  "port": "listeners",
  "rest.listeners": "restListeners",
  "zookeeper.connect": "zookeeperConnect",
  "zookeeper.listeners": "zookeeperListeners",
};

/** Topic settings whose field is worked out of several. */
const READ_IN_TOPIC_CONFIG: Readonly<Record<string, string>> = {
  "cleanup.policy": "cleanupPolicy",
  "internal.segment.bytes": "segmentBytes",
  "message.timestamp.after.max.ms": "messageTimestampAfterMaxMs",
  "message.timestamp.before.max.ms": "messageTimestampBeforeMaxMs",
  "segment.bytes": "segmentBytes",
  "message.timestamp.difference.max.ms": "messageTimestampAfterMaxMs",
};

async function textOf(path: string): Promise<string> {
  return await Bun.file(`${ROOT}/${path}`).text();
}

/** `name: field` for each `field: ...("name")` of a file. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  const pattern = /^ {4}(\w+):(?:(?!^ {4}\w+:)[^"])*?"([a-zA-Z0-9.]+)"/gms;
  for (const [, field, name] of text.matchAll(pattern)) {
    if (!fields.has(name!)) fields.set(name!, field!);
  }
  return fields;
}

const code: string[] = [];
for (const path of new Glob("lib/**/*.ts").scanSync(ROOT)) {
  if (!path.startsWith("lib/config/")) code.push(await textOf(path));
}
const everything = code.join("\n");
const brokerFields = fieldsOf(await textOf("lib/config/broker_values.ts"));
const topicFields = fieldsOf(await textOf("lib/config/topic_config.ts"));

/** Fields whose names others use for something else. */
const OTHERS_WORDS = ["preallocate"];

function isRead(field: string | undefined): boolean {
  return field !== undefined && !OTHERS_WORDS.includes(field) &&
    new RegExp(`\\b${field}\\b`).test(everything);
}

function topicIsRead({ name }: Setting): boolean {
  return isRead(READ_IN_TOPIC_CONFIG[name] ?? topicFields.get(name));
}

/** What the loading of a file goes by, before there are any values. */
const READ_BY_LOADING = ["config.providers"];

function brokerIsRead(setting: Setting): boolean {
  const { name } = setting;
  if (READ_BY_LOADING.includes(name)) return true;
  if (isRead(READ_IN_CONFIG[name] ?? brokerFields.get(name))) return true;
  return topicSettings.some((topic) => topic.brokerSynonyms.includes(name) && topicIsRead(topic));
}

function names(settings: readonly Setting[]): string[] {
  return settings.map(({ name }) => name);
}

test("topic settings that have an effect are read, others are not", () => {
  const effective = topicSettings.filter((setting) => setting.effective);
  expect(names(effective.filter((setting) => !topicIsRead(setting)))).toEqual([]);
  const others = topicSettings.filter((setting) => !setting.effective);
  expect(names(others.filter(topicIsRead))).toEqual([]);
});

test("broker settings that have an effect are read, others are not", () => {
  const effective = brokerSettings.filter((setting) => setting.effective);
  expect(names(effective.filter((setting) => !brokerIsRead(setting)))).toEqual([]);
  const others = brokerSettings.filter((setting) => !setting.effective);
  expect(names(others.filter(brokerIsRead))).toEqual([]);
});
