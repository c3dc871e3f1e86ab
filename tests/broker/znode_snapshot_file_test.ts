import { beforeEach, describe, expect, test } from "bun:test";
import {
  readSnapshotFile,
  type SnapshotParts,
  writeSnapshotFile,
} from "../../lib/broker/znode_snapshot_file.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";

const PATH = "/data/a.znodes";

let files: MemoryFileSystem;

beforeEach(() => {
  files = new MemoryFileSystem();
  files.makeFolder("/data");
});

/** Writes `content` in pieces of 700,000 bytes. */
async function write(content: Uint8Array): Promise<void> {
  let position = 0;
  const isSaved = await writeSnapshotFile(PATH, {
    files,
    clock: new MemoryClock(),
    sliceMs: 2,
    ready: () => Promise.resolve(),
    isDropped: () => false,
    pieces: {
      next() {
        if (position >= content.length) return null;
        return content.subarray(position, position += 700_000);
      },
      end() {},
    },
  });
  expect(isSaved).toBe(true);
}

/** Takes whole blocks of `blockBytes`, and the last one however long it is. */
class Blocks implements SnapshotParts {
  readonly taken: Uint8Array[] = [];
  readonly #blockBytes: number;
  readonly #sizeBytes: number;
  #length = 0;
  isFinished = false;

  constructor(blockBytes: number, sizeBytes: number) {
    this.#blockBytes = blockBytes;
    this.#sizeBytes = sizeBytes;
  }

  take(bytes: Uint8Array): number {
    const isLast = this.#length + bytes.length === this.#sizeBytes;
    const count = isLast ? bytes.length : bytes.length - bytes.length % this.#blockBytes;
    if (count > 0) this.taken.push(bytes.slice(0, count));
    this.#length += count;
    return count;
  }

  finish(): void {
    this.isFinished = true;
  }
}

const CONTENT = Uint8Array.from({ length: 5_000_001 }, (_, i) => i % 251);

describe("a snapshot's file", () => {
  test.each([1, 1000, 1_000_003, 3_333_333, 9_999_999])(
    "is taken part by part, where blocks have %i bytes",
    async (blockBytes) => {
      await write(CONTENT);
      const parts = new Blocks(blockBytes, CONTENT.length);
      expect(await readSnapshotFile(PATH, { files, parts })).toBe(true);
      expect(parts.isFinished).toBe(true);
      expect(Buffer.concat(parts.taken).equals(CONTENT)).toBe(true);
      expect(parts.taken.length).toBe(blockBytes > 2_000_000 ? 2 - Number(blockBytes > 5e6) : 5);
    },
  );

  test("that is damaged is not finished, wherever it is", async () => {
    await write(CONTENT);
    for (const at of [0, 3, 4, 2_000_000, CONTENT.length + 3]) {
      const damaged = Uint8Array.from(files.readFile(PATH));
      damaged[at]! ^= 1;
      files.replaceFile("/data/b.znodes", damaged);
      const parts = new Blocks(1000, CONTENT.length);
      expect(await readSnapshotFile("/data/b.znodes", { files, parts })).toBe(false);
      expect(parts.isFinished).toBe(false);
    }
  });

  test.each([0, 3, 4, 5, 1000])("of %i bytes only is none", async (length) => {
    await write(CONTENT);
    files.replaceFile(PATH, files.readFile(PATH).slice(0, length));
    const parts = new Blocks(1, 0);
    expect(await readSnapshotFile(PATH, { files, parts })).toBe(false);
    expect(parts.isFinished).toBe(false);
  });

  test("that cannot be taken is damaged only where its checksum says so", async () => {
    await write(CONTENT);
    let takes = 0;
    const parts = {
      take(): number {
        takes += 1;
        throw new Error("of a version to come");
      },
      finish() {},
    };
    await expect(readSnapshotFile(PATH, { files, parts })).rejects.toThrow("a version to come");
    expect(takes).toBe(1);
    const damaged = Uint8Array.from(files.readFile(PATH));
    damaged[4_000_000]! ^= 1;
    files.replaceFile(PATH, damaged);
    expect(await readSnapshotFile(PATH, { files, parts })).toBe(false);
  });
});
