import { describe, expect, test } from "bun:test";
import {
  brokerSetting,
  brokerSettings,
  groupSettings,
  topicSetting,
  topicSettings,
} from "../../lib/config/mod.ts";
import type { Setting } from "../../lib/config/setting.ts";
import { parseValue } from "../../lib/config/value.ts";
import { golden, type GoldenSetting } from "./golden.ts";

/** Where kedge differs from Kafka on purpose: name, field, our value, why. */
const DIFFERENCES: readonly (readonly [string, string, string | null, string])[] = [
  ["group.initial.rebalance.delay.ms", "default", "0", "grouped consumers read at once"],
  ["log.cleaner.dedupe.buffer.size", "default", "67108864", "half the memory on small machines"],
  ["log.dir", "default", "./kedge-data", "a folder that outlives /tmp"],
  ["listeners", "default", "PLAINTEXT://0.0.0.0:9092", "every interface, said plainly"],
  ["log.segment.bytes", "valid", "[14,...]", "Kafka up to 3.9 took small segments"],
  ["segment.bytes", "valid", "[14,...]", "Kafka up to 3.9 took small segments"],
  ["listeners", "valid", "NAME://host:port", "checked with the line at hand"],
  ["advertised.listeners", "valid", "NAME://host:port", "checked with the line at hand"],
  ["listener.security.protocol.map", "valid", "name:protocol,...", "as above"],
  ["max.connections.per.ip.overrides", "valid", "host:count,...", "as above"],
];

/** Validators that refuse nothing worth refusing here. */
const UNCHECKED = [null, "", "non-null string", "non-empty list"];

function expected(row: GoldenSetting, field: "default" | "valid"): string | null {
  const different = DIFFERENCES.find(([name, of]) => name === row.name && of === field);
  if (different !== undefined) return different[2];
  const value = row[field];
  return field === "valid" && UNCHECKED.includes(value) ? null : value;
}

const tables: readonly (readonly [string, readonly GoldenSetting[], readonly Setting[]])[] = [
  ["broker", golden.broker, brokerSettings],
  ["topic", golden.topic, topicSettings],
  ["group", golden.group, groupSettings],
];

for (const [kind, theirs, ours] of tables) {
  describe(`${kind} settings`, () => {
    const byName = new Map(ours.map((setting) => [setting.name, setting]));

    test("have each name once", () => {
      expect(byName.size).toBe(ours.length);
    });

    test("know every name of Kafka, as it is there", () => {
      expect(theirs.length).toBeGreaterThan(20);
      const know = theirs.map((row) => {
        const own = byName.get(row.name);
        return {
          name: row.name,
          type: own?.type,
          default: own?.defaultText,
          valid: own?.rule?.notation ?? null,
          internal: own?.internal,
        };
      });
      expect(know).toEqual(theirs.map((row) => ({
        name: row.name,
        type: row.type as Setting["type"],
        default: expected(row, "default"),
        valid: expected(row, "valid"),
        internal: row.internal === true,
      })));
    });

    test("take their own defaults", () => {
      for (const setting of ours) {
        // What Kafka itself would refuse, were its default written out.
        if (setting.defaultText === null) continue;
        expect(parseValue(setting, setting.defaultText).text).toBe(setting.defaultText);
      }
    });

    test("are documented in one line", () => {
      for (const { name, documentation } of ours) {
        expect([name, documentation.length > 0 && documentation.length <= 100]).toEqual([
          name,
          true,
        ]);
        expect([name, documentation.endsWith(".")]).toEqual([name, true]);
      }
    });
  });
}

test("broker settings change at run time where Kafka's do", () => {
  const scopes = golden.broker.map(({ name }) => [name, brokerSetting(name)?.scope as string]);
  expect(scopes).toEqual(golden.broker.map(({ name, dynamic }) => [name, dynamic!]));
});

test("topic settings fall back to Kafka's broker settings", () => {
  const synonyms = golden.topic.map(({ name }) => [name, [...topicSetting(name)!.brokerSynonyms]]);
  expect(synonyms).toEqual(
    golden.topic.map(({ name, brokerSynonyms }) => [name, [...brokerSynonyms ?? []]]),
  );
});

test("topic and group settings fall back to broker settings that exist", () => {
  for (const { name, brokerSynonyms } of [...topicSettings, ...groupSettings]) {
    for (const synonym of brokerSynonyms) {
      expect([name, brokerSetting(synonym)?.name]).toEqual([name, synonym]);
    }
  }
});

describe("settings that Kafka 4 dropped", () => {
  test.each(golden.dropped.map((row) => [row.name, row] as const))("%s is known", (_name, row) => {
    const own = (row.of === "broker" ? brokerSetting : topicSetting)(row.name);
    expect(own?.type as string).toBe(row.type);
    expect(own?.legacy).toBe(true);
    // Kafka ties these to other defaults; here they are unset until a file sets them.
    if (!row.name.includes("difference.max.ms")) expect(own?.defaultText).toBe(row.default);
  });
});

test("every difference in the table is one", () => {
  for (const [name, field, ours] of DIFFERENCES) {
    const row = [...golden.broker, ...golden.topic].find((one) => one.name === name)!;
    expect([name, row[field === "default" ? "default" : "valid"]]).not.toEqual([name, ours]);
  }
});
