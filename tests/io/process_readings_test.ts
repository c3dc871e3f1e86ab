import { expect, test } from "bun:test";
import { closeSync, existsSync, openSync } from "node:fs";
import {
  cpuSeconds,
  maxFileDescriptors,
  openFileDescriptors,
  processStatus,
} from "../../lib/io/process_readings.ts";

const hasProc = existsSync("/proc/self/status");
const TRIES_MAX = 100;

test.if(hasProc)("the status is the kernel's text on this process", () => {
  expect(processStatus()).toMatch(new RegExp(`^Pid:\\t${process.pid}$`, "m"));
  expect(processStatus()).toMatch(/^VmRSS:\s+\d+ kB$/m);
});

test("the time used rises with the work done", () => {
  const before = cpuSeconds();
  let turns = 0;
  while (cpuSeconds() === before && turns < 1e6) turns += 1;
  expect(cpuSeconds()).toBeGreaterThan(before);
  // Seconds, not micro- or milliseconds: a test run is over before a day of them.
  expect(before).toBeLessThan(86_400);
});

/** How many more descriptors are counted once ten files are open. */
function countedOfTen(): number {
  const before = openFileDescriptors();
  const opened = Array.from({ length: 10 }, () => openSync("/proc/self/status", "r"));
  const during = openFileDescriptors();
  for (const descriptor of opened) closeSync(descriptor);
  return during - before;
}

test.if(hasProc)("open descriptors are counted, below their limit", async () => {
  let counted = countedOfTen();
  // Other threads of the test run, and its garbage collector, open and close files as well.
  for (let tries = 1; counted !== 10 && tries < TRIES_MAX; tries++) {
    await Bun.sleep(10);
    counted = countedOfTen();
  }
  expect(counted).toBe(10);
  expect(maxFileDescriptors()).toBeGreaterThan(openFileDescriptors());
});
