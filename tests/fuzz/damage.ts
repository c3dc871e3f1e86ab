/**
 * Damages the files of a log as bad disks and careless hands do: bits that flip, ends that are cut,
 * pages of zeros, garbage behind the end, files that are gone.
 *
 * @module
 */
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import { pick } from "./fuzz_target.ts";

const PAGE_BYTES = 4096;
const GARBAGE_BYTES_MAX = 9000;

/** What was done. */
export interface Damage {
  readonly path: string;
  readonly what: "bits" | "cut" | "zeros" | "garbage" | "gone";
  /** The first byte that is not what it was. */
  readonly position: number;
}

/** Damages one file of those that end in one of `endings`; null where there is none with bytes. */
export function damage(
  files: MemoryFileSystem,
  random: SeededRandom,
  { folder, endings }: { folder: string; endings: readonly string[] },
): Damage | null {
  const names = files.list(folder).filter((name) => endings.some((end) => name.endsWith(end)))
    .filter((name) => files.size(`${folder}/${name}`) > 0).sort();
  if (names.length === 0) return null;
  const path = `${folder}/${pick(random, names)}`;
  const bytes = files.readFile(path).slice();
  const at = random.int(usedBytes(bytes));
  switch (random.int(path.endsWith(".log") ? 4 : 5)) {
    case 0: {
      for (let i = 1 + random.int(4); i > 0; i--) {
        bytes[Math.min(at + random.int(30), bytes.length - 1)]! ^= 1 << random.int(8);
      }
      return replace(files, { path, what: "bits", bytes });
    }
    case 1:
      return replace(files, { path, what: "cut", bytes: bytes.slice(0, at) });
    case 2: {
      const start = at - at % PAGE_BYTES;
      bytes.fill(0, start, Math.min(start + PAGE_BYTES, bytes.length));
      return replace(files, { path, what: "zeros", bytes });
    }
    case 3: {
      const garbage = random.bytes(1 + random.int(GARBAGE_BYTES_MAX));
      return replace(files, { path, what: "garbage", bytes: Buffer.concat([bytes, garbage]) });
    }
    default:
      files.remove(path);
      return { path, what: "gone", position: 0 };
  }
}

/** Up to the last byte that is not zero: damage to what was only reserved is none. */
function usedBytes(bytes: Uint8Array): number {
  let used = bytes.length;
  while (used > 1 && bytes[used - 1] === 0) used -= 1;
  return used;
}

function replace(
  files: MemoryFileSystem,
  { path, what, bytes }: { path: string; what: Damage["what"]; bytes: Uint8Array },
): Damage {
  const before = files.readFile(path);
  let position = 0;
  const shorter = Math.min(before.length, bytes.length);
  while (position < shorter && before[position] === bytes[position]) position += 1;
  files.replaceFile(path, bytes);
  return { path, what, position };
}
