import { describe, expect, test } from "bun:test";
import type { ConfigDescription } from "../../lib/config/config_source.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { SettingLayers } from "../../lib/config/setting_layers.ts";
import { golden } from "./golden.ts";
import { rowText } from "./row_text.ts";

/** kedge's defaults that the recorded rows show as Kafka's. */
const OUR_DEFAULTS: readonly (readonly [string, string])[] = [
  [
    "DEFAULT_CONFIG:listeners=PLAINTEXT://:9092",
    "DEFAULT_CONFIG:listeners=PLAINTEXT://0.0.0.0:9092",
  ],
  [
    "DEFAULT_CONFIG:group.initial.rebalance.delay.ms=3000",
    "DEFAULT_CONFIG:group.initial.rebalance.delay.ms=0",
  ],
  ["log.cleaner.dedupe.buffer.size=134217728", "log.cleaner.dedupe.buffer.size=67108864"],
];

function ours(line: string): string {
  return OUR_DEFAULTS.reduce((text, [theirs, own]) => text.replaceAll(theirs, own), line);
}

/** The file behind the recorded rows, from what they say the file set. */
function recordedFile(): string {
  const settings = golden.describeBroker.flatMap((line) => {
    const match = /STATIC_BROKER_CONFIG:([^=]+)=(.*?)(, DEFAULT_CONFIG:.*)?\}$/.exec(line);
    return match === null ? [] : [`${match[1]}=${match[2]!.replace("null", "hidden")}`];
  });
  return settings.join("\n");
}

test("broker rows are those that Kafka gave, in its order", () => {
  const { config } = loadServerConfig({ file: { name: "f", text: recordedFile() } });
  const asked = new Set(golden.describeBroker.map((line) => line.split("=")[0]!));
  expect(asked.size).toBeGreaterThan(110);
  const rows = config.describeAll().filter(({ name }) => asked.has(name)).map(rowText);
  expect(rows).toEqual(golden.describeBroker.map(ours));
});

function described(fixed: Record<string, string>, name: string): ConfigDescription {
  return new SettingLayers({ fixed: new Map(Object.entries(fixed)) }).describe(name);
}

describe("describe()", () => {
  const rows: readonly (readonly [Record<string, string>, string, string])[] = [
    [{}, "log.retention.ms", "log.retention.ms=null sensitive=false synonyms={}"],
    [
      { "log.retention.hours": "1" },
      "log.retention.hours",
      "log.retention.hours=1 sensitive=false synonyms={" +
      "STATIC_BROKER_CONFIG:log.retention.hours=1, DEFAULT_CONFIG:log.retention.hours=168}",
    ],
    [
      { "log.retention.hours": "1", "log.retention.ms": "5" },
      "log.retention.ms",
      "log.retention.ms=5 sensitive=false synonyms={STATIC_BROKER_CONFIG:log.retention.ms=5, " +
      "STATIC_BROKER_CONFIG:log.retention.hours=1, DEFAULT_CONFIG:log.retention.hours=168}",
    ],
    [
      { "log.roll.ms": "7" },
      "log.roll.hours",
      "log.roll.hours=168 sensitive=false synonyms={DEFAULT_CONFIG:log.roll.hours=168}",
    ],
    [
      { "ssl.key.password": "hunter2" },
      "ssl.key.password",
      "ssl.key.password=null sensitive=true synonyms={STATIC_BROKER_CONFIG:ssl.key.password=null}",
    ],
    [
      { "some.plugin": "x" },
      "some.plugin",
      "some.plugin=null sensitive=true synonyms={STATIC_BROKER_CONFIG:some.plugin=null}",
    ],
    [
      { "num.partitions": " 007 " },
      "num.partitions",
      "num.partitions=7 sensitive=false synonyms={STATIC_BROKER_CONFIG:num.partitions= 007 , " +
      "DEFAULT_CONFIG:num.partitions=1}",
    ],
  ];
  test.each(rows)("with %j gives %s", (fixed, name, row) => {
    expect(rowText(described(fixed, name))).toBe(row);
  });

  test("tells source, type and whether a restart is needed", () => {
    const partitions = described({ "num.partitions": "2" }, "num.partitions");
    expect(partitions).toMatchObject({
      source: "STATIC_BROKER_CONFIG",
      type: "int",
      readOnly: true,
    });
    expect(partitions.documentation).toContain("Partitions");
    expect(described({}, "message.max.bytes")).toMatchObject({
      source: "DEFAULT_CONFIG",
      readOnly: false,
    });
    expect(described({ zzz: "1" }, "zzz")).toMatchObject({ type: "unknown", readOnly: true });
  });
});

test("describeAll() leaves out what is internal or gone, unless it is set", () => {
  const names = (fixed: Record<string, string>) =>
    new SettingLayers({ fixed: new Map(Object.entries(fixed)) }).describeAll()
      .map(({ name }) => name);
  expect(names({})).not.toContain("zookeeper.connect");
  expect(names({})).not.toContain("log.initial.task.delay.ms");
  expect(names({})).toContain("acks.all.flush.enable");
  const set = names({ "zookeeper.connect": "h:1", "log.initial.task.delay.ms": "1", zzz: "1" });
  expect(set).toContain("zookeeper.connect");
  expect(set).toContain("log.initial.task.delay.ms");
  expect(set.at(-1)).toBe("zzz");
  expect(set).toEqual([...set].sort());
});

test("dynamic layers come first, the broker's own before those for all", () => {
  const layers = new SettingLayers({
    perBroker: new Map([["log.cleaner.threads", "2"]]),
    clusterWide: new Map([["log.cleaner.threads", "3"], ["message.max.bytes", "2000000"]]),
    fixed: new Map([["log.cleaner.threads", "4"]]),
  });
  expect(rowText(layers.describe("log.cleaner.threads"))).toBe(
    "log.cleaner.threads=2 sensitive=false synonyms={" +
      "DYNAMIC_BROKER_CONFIG:log.cleaner.threads=2, " +
      "DYNAMIC_DEFAULT_BROKER_CONFIG:log.cleaner.threads=3, " +
      "STATIC_BROKER_CONFIG:log.cleaner.threads=4, DEFAULT_CONFIG:log.cleaner.threads=1}",
  );
  expect(layers.describe("message.max.bytes").source).toBe("DYNAMIC_DEFAULT_BROKER_CONFIG");
});

test("a value without a default is asked for by the getters that allow none", () => {
  const layers = new SettingLayers({});
  expect(layers.numberOrNull("log.retention.ms")).toBeNull();
  expect(layers.textOrNull("broker.rack")).toBeNull();
  expect(layers.list("log.dirs")).toEqual([]);
  expect(() => layers.number("log.retention.ms")).toThrow("log.retention.ms: it has no default");
});
