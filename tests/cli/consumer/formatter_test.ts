import { describe, expect, test } from "bun:test";
import { deserializerOf } from "../../../lib/cli/consumer/deserializers.ts";
import { formatterOf } from "../../../lib/cli/consumer/formatter.ts";
import type { ConsumerRecord } from "../../../lib/client/consumer/consumer_record.ts";

const encoder = new TextEncoder();

const RECORD: ConsumerRecord = {
  topic: "t",
  partition: 2,
  offset: 1,
  timestampMs: 1795240926067,
  timestampType: "CreateTime",
  leaderEpoch: 3,
  key: encoder.encode("k9"),
  value: encoder.encode("v9"),
  headers: [{ key: "h1", value: encoder.encode("a") }, { key: "h2", value: null }],
};

function format(
  record: ConsumerRecord,
  properties: Record<string, string> = {},
  name = "DefaultMessageFormatter",
): string {
  return Buffer.concat(formatterOf(name, new Map(Object.entries(properties)))(record)).toString();
}

const ALL = {
  "print.timestamp": "true",
  "print.partition": "true",
  "print.offset": "true",
  "print.epoch": "true",
  "print.headers": "true",
  "print.key": "true",
};

describe("DefaultMessageFormatter", () => {
  test("prints the value alone, or the columns asked for in Kafka's order", () => {
    expect(format(RECORD)).toBe("v9\n");
    expect(format(RECORD, { ...ALL, "key.separator": "-" })).toBe(
      "CreateTime:1795240926067-Partition:2-Offset:1-Epoch:3-h1:a,h2:null-k9-v9\n",
    );
  });

  test("says what is not there", () => {
    const bare: ConsumerRecord = {
      ...RECORD,
      timestampType: "NoTimestampType",
      leaderEpoch: null,
      key: null,
      value: null,
      headers: [],
    };
    expect(format(bare, ALL)).toBe(
      "NO_TIMESTAMP\tPartition:2\tOffset:1\tEpoch:NOT_PRESENT\tNO_HEADERS\tnull\tnull\n",
    );
    expect(format(bare, { "null.literal": "-", "line.separator": "|" })).toBe("-|");
    expect(format(RECORD, { "print.value": "false", "print.offset": "true" })).toBe("Offset:1\n");
    expect(format(RECORD, { "print.value": "false" })).toBe("");
  });

  test("other formatters, by old names and new", () => {
    expect(format(RECORD, {}, "kafka.tools.NoOpMessageFormatter")).toBe("");
    expect(format(RECORD, {}, "org.apache.kafka.tools.consumer.LoggingMessageFormatter")).toBe(
      "INFO CreateTime:1795240926067, key:k9, value:v9\nv9\n",
    );
    expect(() => formatterOf("my.Formatter", new Map())).toThrow(
      "Cannot use formatter my.Formatter",
    );
  });
});

describe("deserializers", () => {
  const print = (name: string, bytes: number[]) =>
    Buffer.from(
      deserializerOf(`org.apache.kafka.common.serialization.${name}`)(
        Uint8Array.from(bytes),
      ),
    ).toString();

  test("print numbers as Java does", () => {
    expect(print("IntegerDeserializer", [255, 255, 255, 254])).toBe("-2");
    expect(print("LongDeserializer", [0, 0, 0, 0, 0, 0, 1, 0])).toBe("256");
    expect(print("ShortDeserializer", [1, 0])).toBe("256");
    expect(print("DoubleDeserializer", [0x40, 0, 0, 0, 0, 0, 0, 0])).toBe("2.0");
    expect(print("BooleanDeserializer", [1])).toBe("true");
    expect(print("StringDeserializer", [104, 105])).toBe("hi");
  });

  test("refuse bytes of another size, and names that are not known", () => {
    expect(() => print("LongDeserializer", [1])).toThrow("Size of data received is not 8");
    expect(() => deserializerOf("my.Deserializer")).toThrow("Cannot use deserializer");
  });
});

describe("formatters of __consumer_offsets", () => {
  const offsets = "kafka.coordinator.group.GroupMetadataManager$OffsetsMessageFormatter";
  const groups = "org.apache.kafka.tools.consumer.GroupMetadataMessageFormatter";
  const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
  // Type 1: group g, topic t, partition 0.
  const key = hex("0001 0001 67 0001 74 00000000");

  test("print committed offsets", () => {
    // Version 3: offset 5, leader epoch 0, no metadata, committed at 7.
    const value = hex("0003 0000000000000005 00000000 0000 0000000000000007");
    expect(format({ ...RECORD, key, value }, {}, offsets)).toBe(
      '{"key":{"type":1,"data":{"group":"g","topic":"t","partition":0}},"value":{"version":3,' +
        '"data":{"offset":5,"leaderEpoch":0,"metadata":"","commitTimestamp":7}}}',
    );
    expect(format({ ...RECORD, key, value: null }, {}, offsets)).toEndWith(',"value":null}');
    expect(format({ ...RECORD, key, value }, {}, groups)).toBe("");
  });

  test("print groups", () => {
    const group = hex("0002 0001 67");
    // Version 0: no protocol type, generation 1, no protocol, no leader, no members.
    const value = hex("0000 0000 00000001 ffff ffff 00000000");
    expect(format({ ...RECORD, key: group, value }, {}, groups)).toBe(
      '{"key":{"type":2,"data":{"group":"g"}},"value":{"version":0,"data":{"protocolType":"",' +
        '"generation":1,"protocol":null,"leader":null,"members":[]}}}',
    );
  });
});
