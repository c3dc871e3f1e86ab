/**
 * The table of client settings against Kafka's own (tests/golden/client_configs.json.gz: name,
 * type, default and validator of each, as Kafka 4.4 has them), and its marks against the code.
 *
 * @module
 */
import { describe, expect, test } from "bun:test";
import { Glob, gunzipSync } from "bun";
import { droppedClientSettings } from "../../../lib/config/clients/dropped.ts";
import {
  CLIENT_KINDS,
  type ClientKind,
  clientKindsOf,
  clientSettings,
} from "../../../lib/config/clients/mod.ts";
import { parseValue } from "../../../lib/config/value.ts";

interface GoldenRow {
  readonly name: string;
  readonly type: string;
  readonly default: string | null;
  readonly valid: string | null;
}

const ROOT = new URL("../../..", import.meta.url).pathname;
const compressed = await Bun.file(`${ROOT}/tests/golden/client_configs.json.gz`).bytes();
const golden: Readonly<Record<ClientKind, readonly GoldenRow[]>> = JSON.parse(
  new TextDecoder().decode(gunzipSync(compressed)),
);

/** What the table leaves to Kafka's clients: other words for the same, or nothing that works. */
const DIFFERENCES = [
  /^auto\.offset\.reset valid/,
  /^bootstrap\.servers default/,
  /^connections\.max\.idle\.ms default/,
  /^enable\.metrics\.push default/,
  /^metric\.reporters default/,
  /^partition\.assignment\.strategy default/,
  /^receive\.buffer\.bytes default/,
  /^sasl\.login\.refresh\.[a-z.]+ valid/,
  /^share\.acquire\.mode valid/,
];

describe.each([...CLIENT_KINDS])("settings of a %s", (kind) => {
  const own = new Map(clientSettings(kind).map((setting) => [setting.name, setting]));

  test("have Kafka's names, each once", () => {
    expect(own.size).toBe(clientSettings(kind).length);
    expect([...own.keys()].sort()).toEqual(golden[kind].map(({ name }) => name).sort());
  });

  test("have Kafka's types, defaults and validators", () => {
    const different = golden[kind].flatMap((row) => {
      const setting = own.get(row.name)!;
      const differences = [
        [`type`, setting.type, row.type],
        [`default`, setting.defaultText, row.default],
        [`valid`, setting.rule?.notation ?? null, row.valid],
      ].filter(([, ours, theirs]) => ours !== theirs);
      return differences.map(([field, ours, theirs]) => `${row.name} ${field} ${ours} ${theirs}`);
    });
    expect(different.filter((text) => !DIFFERENCES.some((known) => known.test(text)))).toEqual([]);
  });

  test("take their own defaults, and are documented in one line", () => {
    for (const setting of own.values()) {
      const { name, defaultText, documentation } = setting;
      if (defaultText !== null) expect(parseValue(setting, defaultText).text).toBe(defaultText);
      expect([name, documentation.length > 0 && documentation.length <= 100]).toEqual([name, true]);
      expect([name, documentation.endsWith(".")]).toEqual([name, true]);
    }
  });
});

test("settings that have an effect are read by name, others are not", async () => {
  const files = [...new Glob("lib/cli/**/*.ts").scanSync(ROOT)]
    .filter((path) => !path.startsWith("lib/cli/config_check"));
  const texts = await Promise.all(files.map((path) => Bun.file(`${ROOT}/${path}`).text()));
  const code = texts.join("\n");
  const inFlight = "max.in.flight.requests.per.connection";
  const isRead = (name: string) =>
    new RegExp(`\\.(text|integer|oneOf)\\(\\s*"${name.replaceAll(".", "\\.")}"`).test(code) ||
    (name === inFlight && code.includes(`IN_FLIGHT = "${inFlight}"`));
  const byOthers = ["bootstrap.servers", "config.providers"];
  const names = CLIENT_KINDS.flatMap((kind) =>
    clientSettings(kind).filter(({ name }) => !byOthers.includes(name))
      // What one kind of client reads, another may have and not read.
      .filter(({ name, effective }) => effective !== isRead(name))
      .map(({ name }) => `${kind} ${name}`)
  );
  expect(names).toEqual(READ_BY_OTHER_KINDS);
});

/** A producer's metadata is asked for when it sends; retries are a producer's. */
const READ_BY_OTHER_KINDS = [
  "producer metadata.max.age.ms",
  "admin metadata.max.age.ms",
  "admin retries",
];

test("clientKindsOf() names the kinds that know a setting", () => {
  expect(clientKindsOf("acks")).toEqual(["producer"]);
  expect(clientKindsOf("client.id")).toEqual(["producer", "consumer", "admin"]);
  expect(clientKindsOf("default.api.timeout.ms")).toEqual(["consumer", "admin"]);
  expect(clientKindsOf("log.dirs")).toEqual([]);
});

test("old names stand for names that are there", () => {
  for (const [old, now] of droppedClientSettings) {
    expect([old, clientKindsOf(old)]).toEqual([old, []]);
    if (now === null || now.startsWith("--")) continue;
    expect([now, clientKindsOf(now).length > 0]).toEqual([now, true]);
  }
});
