/**
 * Fuzzes the opening of a log whose files are damaged: random appends, rolls, flushes and
 * checkpoints, an end by shutdown or kill, damage, a start. Whatever was done, opening does not
 * throw; what is served of the checked part has been appended so; what lies below the damage is
 * served, or the log says that it is offline; and where records are lost, a line says so.
 *
 * @module
 */
import {
  batchBaseOffset,
  batchCrcMatches,
  setBatchPartitionLeaderEpoch,
} from "../../lib/bytes/batch_header.ts";
import type { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import { type Log, LogOfflineError } from "../../lib/storage/log.ts";
import type { LogConfig } from "../../lib/storage/log_config.ts";
import { scanLog } from "../../lib/storage/log_scan.ts";
import { settled } from "../io/turns.ts";
import { batchOf, KEEPS_ALL, TestStore } from "../storage/test_store.ts";
import { type Damage, damage } from "./damage.ts";
import { type FuzzTarget, pick } from "./fuzz_target.ts";

const FOLDER = "/data/orders-0";
const STEPS_MAX = 30;
const CONFIG: Partial<LogConfig> = {
  segmentBytes: 20_000,
  indexIntervalBytes: 700,
  retentionMs: -1,
};

interface Appended {
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly bytes: Uint8Array;
}

export const recoveryTarget: FuzzTarget = {
  name: "recovery",
  async round(random) {
    const fixture = new TestStore();
    const appended = await write(fixture, random);
    const files = await end(fixture, random);
    const damages = damageAll(files, random);
    const isTraceless = looksReserved(files, appended, damages);
    const next = new TestStore({ files });
    const log = next.log(CONFIG);
    await check(log, { appended, damages, next, isTraceless });
    // What was made of it is whole: a second start finds the same.
    const endOffset = log.logEndOffset;
    const wasOffline = log.offline !== null;
    if (wasOffline) return;
    log.append(batchOf(1), { leaderEpoch: 0 });
    await settled(next.clock, next.restart());
    const again = next.log(CONFIG);
    if (again.offline !== null || again.logEndOffset !== endOffset + 1) {
      throw new Error(`After a restart ${again.offline?.message} ${again.logEndOffset}`);
    }
  },
};

async function write(fixture: TestStore, random: SeededRandom): Promise<Appended[]> {
  const log = fixture.log(CONFIG);
  const appended: Appended[] = [];
  for (let steps = 1 + random.int(STEPS_MAX); steps > 0; steps--) {
    const dice = random.int(20);
    if (dice === 0) log.roll();
    else if (dice === 1) await settled(fixture.clock, log.flushed(log.logEndOffset));
    else if (dice === 2) await settled(fixture.clock, fixture.store.checkpoint());
    else {
      const valueBytes = random.int(pick(random, [40, 400, 6000]));
      const bytes = batchOf(1 + random.int(4), { valueBytes, text: `${random.int(1000)} ` });
      const baseOffset = log.append(bytes, { leaderEpoch: 0 });
      appended.push({ baseOffset, endOffset: log.logEndOffset, bytes: bytes.slice() });
    }
  }
  return appended;
}

/** A clean shutdown, or none. */
async function end(fixture: TestStore, random: SeededRandom): Promise<MemoryFileSystem> {
  if (random.int(3) === 0) await settled(fixture.clock, fixture.store.close());
  return fixture.files.crash(KEEPS_ALL);
}

function damageAll(files: MemoryFileSystem, random: SeededRandom): Damage[] {
  const damages: Damage[] = [];
  for (let i = random.int(3); i >= 0; i--) {
    const place = pick(random, [
      { folder: FOLDER, endings: [".log"] },
      { folder: FOLDER, endings: [".log"] },
      { folder: FOLDER, endings: [".index", ".timeindex"] },
      { folder: "/data", endings: ["checkpoint", "meta.properties"] },
    ]);
    const done = damage(files, random, place);
    if (done !== null) damages.push(done);
  }
  return damages;
}

interface Found {
  readonly appended: readonly Appended[];
  readonly damages: readonly Damage[];
  readonly next: TestStore;
  /** True where a damage left zeros alone, as room that was reserved and not written. */
  readonly isTraceless: boolean;
}

async function check(log: Log, found: Found): Promise<void> {
  const { appended, damages, next, isTraceless } = found;
  const story = () => `${JSON.stringify(damages)} log lines ${JSON.stringify(next.logger.lines)}`;
  const served = await readAll(log);
  // Below the recovery point nothing is read at the start, and the client has the checksum.
  const hasLogDamage = damages.some(({ path }) => path.endsWith(".log"));
  for (const bytes of served) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const baseOffset = batchBaseOffset(view, 0);
    const original = appended.find((one) => one.baseOffset === baseOffset);
    if (original !== undefined && Buffer.compare(original.bytes, bytes) === 0) continue;
    if (hasLogDamage && original !== undefined && differsInEpochOnly(bytes, original)) continue;
    const isUnchecked = baseOffset < log.recoveryPoint || next.store.folders[0]?.clean === true;
    if (hasLogDamage && isUnchecked && !batchCrcMatches(bytes, view, 0)) continue;
    if (hasLogDamage && isUnchecked && original !== undefined) continue; // Bytes outside the CRC.
    throw new Error(`Offset ${baseOffset} is served, and was not appended so: ${story()}`);
  }
  const lastEnd = appended.at(-1)?.endOffset ?? 0;
  const isTold = next.logger.lines.some(({ level }) => level === "WARN" || level === "ERROR");
  if (log.offline !== null) return;
  if (log.logEndOffset < lastEnd && !isTold && !isTraceless) {
    throw new Error(`Lost without a word: ${story()}`);
  }
  const bound = firstDamagedOffset(log, found);
  if (Math.min(bound, lastEnd) > log.logEndOffset) {
    throw new Error(`Ends at ${log.logEndOffset}, whole up to ${bound}: ${story()}`);
  }
  const servedOffsets = new Set(served.map((bytes) => {
    return batchBaseOffset(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  }));
  for (const { baseOffset, endOffset } of appended) {
    if (endOffset > bound || baseOffset < log.logStartOffset) continue;
    if (!servedOffsets.has(baseOffset)) throw new Error(`${baseOffset} is lost: ${story()}`);
  }
}

/** The leader epoch lies outside the checksum, and nothing in the log tells what it was. */
function differsInEpochOnly(bytes: Uint8Array, original: Appended): boolean {
  return Buffer.compare(withoutEpoch(bytes), withoutEpoch(original.bytes)) === 0;
}

function withoutEpoch(batch: Uint8Array): Uint8Array {
  const copy = batch.slice();
  setBatchPartitionLeaderEpoch(new DataView(copy.buffer), 0, 0);
  return copy;
}

/** All batches that are served, up to where the log goes offline. */
async function readAll(log: Log): Promise<Uint8Array[]> {
  const served: Uint8Array[] = [];
  try {
    for await (const batch of scanLog(log, log.logStartOffset)) served.push(batch.slice());
  } catch (error) {
    if (!(error instanceof LogOfflineError)) throw error;
  }
  return served;
}

/** Below it no damage touched a batch, as far as the damaged files' names tell. */
function firstDamagedOffset(log: Log, { appended, damages }: Found): number {
  const hit = damages.map((one) => damagedBatch(one, appended)?.baseOffset ?? Infinity);
  const bound = Math.min(...hit, Infinity);
  return bound === Infinity ? log.logEndOffset : bound;
}

/** The first batch that a damage touched, and where it begins in its file. */
function damagedBatch(
  { path, position }: Damage,
  appended: readonly Appended[],
): { baseOffset: number; start: number } | null {
  if (!path.endsWith(".log")) return null;
  const segmentOffset = Number(path.slice(path.lastIndexOf("/") + 1, -".log".length));
  let start = 0;
  for (const { baseOffset, bytes } of appended) {
    if (baseOffset < segmentOffset) continue;
    if (start + bytes.length > position) return { baseOffset, start };
    start += bytes.length;
  }
  return null;
}

/** True where a damaged file has nothing but zeros from its first damaged batch on. */
function looksReserved(
  files: MemoryFileSystem,
  appended: readonly Appended[],
  damages: readonly Damage[],
): boolean {
  return damages.some((one) => {
    const batch = damagedBatch(one, appended);
    if (batch === null) return false;
    return files.readFile(one.path).subarray(batch.start).every((byte) => byte === 0);
  });
}
