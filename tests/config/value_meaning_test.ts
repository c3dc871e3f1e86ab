import { expect, test } from "bun:test";
import { clientSettings } from "../../lib/config/clients/mod.ts";
import { brokerSetting } from "../../lib/config/mod.ts";
import { meaningOf } from "../../lib/config/value_meaning.ts";

const rows: readonly (readonly [string, string, string | null])[] = [
  ["log.retention.ms", "604800000", "7 days"],
  ["log.retention.ms", "86400000", "1 day"],
  ["log.retention.ms", "90000", "90 s"],
  ["log.retention.ms", "500", null],
  ["log.retention.hours", "168", "7 days"],
  ["log.retention.hours", "1", null],
  ["log.retention.minutes", "60", "1 hour"],
  ["log.retention.bytes", "-1", "no bound"],
  ["log.retention.ms", "-1", null],
  ["log.segment.bytes", "1073741824", "1 GiB"],
  ["log.segment.bytes", "1000000", "about 976.6 KiB"],
  ["log.segment.bytes", "100", null],
  ["log.flush.interval.messages", "9223372036854775807", "no bound"],
  ["group.max.size", "2000", null],
  ["num.partitions", "3000", null],
  ["listeners", "PLAINTEXT://:9092", null],
];

test.each(rows)("%s=%s is %p", (name, text, meaning) => {
  expect(meaningOf(brokerSetting(name)!, text)).toBe(meaning);
});

test("sizes of clients have units too", () => {
  const setting = clientSettings("producer").find(({ name }) => name === "batch.size")!;
  expect(meaningOf(setting, "65536")).toBe("64 KiB");
});
