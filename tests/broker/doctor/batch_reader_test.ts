import { describe, expect, test } from "bun:test";
import { BatchReader } from "../../../lib/broker/doctor/batch_reader.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { batchOf, placed, putFile } from "../../storage/test_store.ts";

async function read(content: Uint8Array[], reader = new BatchReader()) {
  const files = new MemoryFileSystem();
  putFile(files, "/x.log", content);
  const file = files.open("/x.log", "existing");
  const batches: [number, number][] = [];
  let bytes = 0;
  const end = await reader.read(file, file.size(), {
    batch: ({ position, baseOffset }) => batches.push([position, baseOffset]),
    bytes: (count) => bytes += count,
  });
  file.close();
  return { batches, end, bytes };
}

describe("BatchReader", () => {
  test("finds each batch at its place, those larger than one read included", async () => {
    const small = placed(batchOf(2), 0);
    const large = placed(batchOf(1, { valueBytes: 6 << 20 }), 2);
    const last = placed(batchOf(1), 3);
    const { batches, end, bytes } = await read([small, large, last]);
    const sizes = [0, small.length, small.length + large.length];
    expect(batches).toEqual([[sizes[0]!, 0], [sizes[1]!, 2], [sizes[2]!, 3]]);
    const size = sizes[2]! + last.length;
    expect([end, bytes]).toEqual([{ position: size, fault: null }, size]);
  });

  test("stops where a batch is not whole, and says why", async () => {
    const whole = placed(batchOf(1), 0);
    const old = placed(batchOf(1), 1);
    old[16] = 1;
    const wrong = placed(batchOf(1), 1);
    wrong[wrong.length - 1]! ^= 1;
    const cases: [Uint8Array, string][] = [
      [new Uint8Array(30), "the file ends early"],
      [new Uint8Array(100), "no batch begins here"],
      [placed(batchOf(9), 1).subarray(0, 100), "before the end"],
      [old, "the format is 1, only 2 is known"],
      [wrong, "the checksum of offsets 1 to 1 is wrong"],
    ];
    const reader = new BatchReader();
    for (const [bad, words] of cases) {
      const { batches, end } = await read([whole, bad], reader);
      expect([batches.length, end.position]).toEqual([1, whole.length]);
      expect(end.fault).toContain(words);
    }
  });
});
