import { describe, expect, test } from "bun:test";
import * as header from "../../lib/bytes/batch_header.ts";
import { crc32c } from "../../lib/bytes/crc32c.ts";
import { MalformedError } from "../../lib/bytes/reader.ts";

/** A header with a different value in each field, 7 bytes into a larger array. */
const POSITION = 7;
const BYTES = new Uint8Array(100);
BYTES.set(
  Buffer.from(
    "0000000100000002" + "00000034" + "00000005" + "02" + "f0000006" + "005b" + "00000007" +
      "0000018bcfe68000" + "0000018bcfe69f0b" + "7fffffffffffffff" + "0008" + "00000009" +
      "0000000a" + "0b0c0d",
    "hex",
  ),
  POSITION,
);
const VIEW = new DataView(BYTES.buffer);

describe("batch header", () => {
  test.each([
    ["base offset", header.batchBaseOffset, 4294967298],
    ["base offset as bigint", header.batchBaseOffsetBigint, 4294967298n],
    ["size", header.batchSizeInBytes, 64],
    ["leader epoch", header.batchPartitionLeaderEpoch, 5],
    ["magic", header.batchMagic, 2],
    ["CRC, unsigned", header.batchCrc, 0xf0000006],
    ["attributes", header.batchAttributes, 0x5b],
    ["compression type", header.batchCompressionType, 3],
    ["timestamp type", header.batchIsLogAppendTime, true],
    ["transactional", header.batchIsTransactional, true],
    ["control", header.batchIsControl, false],
    ["delete horizon", header.batchHasDeleteHorizon, true],
    ["last offset delta", header.batchLastOffsetDelta, 7],
    ["last offset", header.batchLastOffset, 4294967305],
    ["base timestamp", header.batchBaseTimestamp, 1700000071680],
    ["max timestamp", header.batchMaxTimestamp, 1700000079627],
    ["max timestamp as bigint", header.batchMaxTimestampBigint, 1700000079627n],
    ["producer id", header.batchProducerId, 9223372036854775807n],
    ["producer epoch", header.batchProducerEpoch, 8],
    ["base sequence", header.batchBaseSequence, 9],
    ["record count", header.batchRecordCount, 10],
  ])("%s", (_name, read: (view: DataView, position: number) => unknown, expected) => {
    expect(read(VIEW, POSITION)).toBe(expected);
  });

  test("the control bit is told from the others", () => {
    const view = new DataView(new ArrayBuffer(header.BATCH_HEADER_BYTES));
    header.setBatchAttributes(view, 0, header.BATCH_ATTRIBUTE.CONTROL);
    expect(header.batchIsControl(view, 0)).toBe(true);
    expect(header.batchIsTransactional(view, 0)).toBe(false);
    expect(header.batchIsLogAppendTime(view, 0)).toBe(false);
    expect(header.batchHasDeleteHorizon(view, 0)).toBe(false);
    expect(header.batchCompressionType(view, 0)).toBe(0);
  });
});

describe("int64 in place", () => {
  const view = new DataView(new ArrayBuffer(8));

  test.each([
    0,
    1,
    -1,
    4294967295,
    4294967296,
    -4294967296,
    -4294967297,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ])("%d is written as BigInt64 has it, and read", (value) => {
    header.setInt64At(view, 0, value);
    expect(view.getBigInt64(0)).toBe(BigInt(value));
    expect(header.int64At(view, 0)).toBe(value);
  });

  test.each([2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])("%d is refused", (value) => {
    view.setBigInt64(0, value);
    expect(() => header.int64At(view, 0)).toThrow(MalformedError);
    expect(() => header.setInt64At(view, 0, Number(value))).toThrow(RangeError);
  });
});

describe("patching in place", () => {
  function patched(patch: (view: DataView) => void): { bytes: Uint8Array; view: DataView } {
    const bytes = BYTES.slice();
    const view = new DataView(bytes.buffer);
    header.setBatchCrc(view, POSITION, header.computeBatchCrc(bytes, view, POSITION));
    patch(view);
    return { bytes, view };
  }

  test("the CRC covers from the attributes to the end, and nothing after it", () => {
    const { bytes, view } = patched(() => {});
    expect(header.batchCrc(view, POSITION)).toBe(crc32c(bytes.slice(POSITION + 21, POSITION + 64)));
    for (let at = 0; at < bytes.length; at++) {
      bytes[at]! ^= 1;
      const covered = at >= POSITION + 17 && at < POSITION + 64;
      const isLength = at >= POSITION + 8 && at < POSITION + 12;
      if (!isLength) expect(header.batchCrcMatches(bytes, view, POSITION)).toBe(!covered);
      bytes[at]! ^= 1;
    }
  });

  test("base offset and leader epoch leave the CRC valid", () => {
    const { bytes, view } = patched((view) => {
      header.setBatchBaseOffset(view, POSITION, 2 ** 40);
      header.setBatchPartitionLeaderEpoch(view, POSITION, 77);
    });
    expect(header.batchBaseOffset(view, POSITION)).toBe(2 ** 40);
    expect(header.batchPartitionLeaderEpoch(view, POSITION)).toBe(77);
    expect(header.batchCrcMatches(bytes, view, POSITION)).toBe(true);
  });

  test("a sealed batch has its length and its CRC", () => {
    const batch = BYTES.slice(POSITION, POSITION + 70);
    const view = new DataView(batch.buffer);
    header.sealBatch(batch, view);
    expect(header.batchSizeInBytes(view, 0)).toBe(70);
    expect(header.batchCrc(view, 0)).toBe(crc32c(batch.slice(21)));
    expect(batch.slice(21)).toEqual(BYTES.slice(POSITION + 21, POSITION + 70));
  });

  test("each setter writes what its getter reads, and nothing else", () => {
    const bytes = BYTES.slice();
    const view = new DataView(bytes.buffer);
    header.setBatchBaseOffset(view, POSITION, header.batchBaseOffset(view, POSITION));
    header.setBatchLength(view, POSITION, header.batchSizeInBytes(view, POSITION) - 12);
    header.setBatchCrc(view, POSITION, header.batchCrc(view, POSITION));
    header.setBatchAttributes(view, POSITION, header.batchAttributes(view, POSITION));
    header.setBatchLastOffsetDelta(view, POSITION, header.batchLastOffsetDelta(view, POSITION));
    header.setBatchBaseTimestamp(view, POSITION, header.batchBaseTimestamp(view, POSITION));
    header.setBatchMaxTimestamp(view, POSITION, header.batchMaxTimestamp(view, POSITION));
    header.setBatchRecordCount(view, POSITION, header.batchRecordCount(view, POSITION));
    header.setBatchProducer(view, POSITION, {
      producerId: header.batchProducerId(view, POSITION),
      producerEpoch: header.batchProducerEpoch(view, POSITION),
      baseSequence: header.batchBaseSequence(view, POSITION),
    });
    expect(bytes).toEqual(BYTES);
  });
});
