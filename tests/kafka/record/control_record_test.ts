import { describe, expect, test } from "bun:test";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import {
  ControlRecordType,
  controlRecordType,
  readEndTransactionMarker,
  writeEndTransactionMarker,
} from "../../../lib/kafka/record/control_record.ts";
import { readRecords } from "../../../lib/kafka/record/read_records.ts";
import { bytesOf, goldenBatches } from "./golden_batches.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));

describe("markers that end a transaction", () => {
  const golden = goldenBatches.filter((batch) => batch.control);

  test.each(golden.map((batch) => [batch.codec, batch] as const))(
    "%s reads as it should and is written byte by byte",
    (codec, batch) => {
      const [record] = [...readRecords(bytesOf(batch.hex))];
      const marker = readEndTransactionMarker(record!);
      const type = codec === "control-COMMIT" ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
      expect(marker?.type).toBe(type);
      const written = writeEndTransactionMarker(marker!, {
        producerId: BigInt(batch.producerId),
        producerEpoch: batch.producerEpoch,
        timestamp: batch.maxTimestamp,
        baseOffset: Number(batch.baseOffset),
        partitionLeaderEpoch: batch.partitionLeaderEpoch,
      });
      expect(Buffer.from(written).toString("hex")).toBe(batch.hex);
    },
  );

  test("both kinds are among the golden batches", () => expect(golden).toHaveLength(2));

  test("a marker of another kind is passed over", () => {
    expect(controlRecordType(hex("00000002"))).toBe(2);
    expect(readEndTransactionMarker({ key: hex("00000002"), value: hex("") })).toBeNull();
  });

  test("a newer version may be longer", () => {
    const marker = readEndTransactionMarker({
      key: hex("00010001ffff"),
      value: hex("000100000007ffff"),
    });
    expect(marker).toEqual({ type: ControlRecordType.COMMIT, coordinatorEpoch: 7 });
  });

  test.each([
    ["no key", null, "000000000007"],
    ["a key of 3 bytes", "000000", "000000000007"],
    ["no value", "00000001", null],
    ["a value of 5 bytes", "00000001", "0000000000"],
  ])("refuses %s", (_name, key, value) => {
    const record = {
      key: key === null ? null : hex(key),
      value: value === null ? null : hex(value),
    };
    expect(() => readEndTransactionMarker(record)).toThrow(MalformedError);
  });
});
