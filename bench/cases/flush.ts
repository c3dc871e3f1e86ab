/**
 * What the disk costs by itself: small writes to a preallocated file, each with fdatasync. Every
 * other figure about acks=all stands on this one.
 *
 * @module
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchCase } from "../bench.ts";
import { percentile } from "../statistics.ts";

const WRITES = 1000;
const WRITE_BYTES = 512;
const FILE_BYTES = 16 << 20;

function run(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-flush-"));
  const file = openSync(join(folder, "data"), "w");
  writeSync(file, new Uint8Array(FILE_BYTES));
  fdatasyncSync(file);
  const bytes = new Uint8Array(WRITE_BYTES).fill(7);
  const durationsMs: number[] = [];
  for (let index = 0; index < WRITES; index++) {
    const startedMs = performance.now();
    writeSync(file, bytes, 0, WRITE_BYTES, index * WRITE_BYTES);
    fdatasyncSync(file);
    durationsMs.push(performance.now() - startedMs);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  bench.record({
    case: "write 512 B and fdatasync",
    server: "kedge",
    phase: "warm",
    othersShare: 0,
    values: {
      medianMs: percentile(durationsMs, 50),
      p99Ms: percentile(durationsMs, 99),
      maxMs: percentile(durationsMs, 100),
    },
  });
  return Promise.resolve();
}

export const flush: BenchCase = { name: "flush", about: "the disk by itself", run };
