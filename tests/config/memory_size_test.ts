import { expect, test } from "bun:test";
import { memorySize, memorySizeBytes } from "../../lib/config/memory_size.ts";

test.each<[string, number | null]>([
  ["1048576", 1048576],
  ["64MiB", 64 << 20],
  [" 2 gib ", 2 ** 31],
  ["512KiB", 512 << 10],
  ["25%", 250],
  ["100 %", 1000],
  ["0", null],
  ["0%", null],
  ["101%", null],
  ["64MB", null],
  ["1.5GiB", null],
  ["-1", null],
  ["", null],
  ["9999999999999GiB", null],
])("%j is %p of 1000 bytes", (text, bytes) => {
  expect(memorySizeBytes(text, 1000)).toBe(bytes);
});

test("the rule says what may be written", () => {
  expect(memorySize.check("memory.budget", "64MiB", "64MiB")).toBeNull();
  expect(memorySize.check("memory.budget", "much", "much")).toBe(
    "Invalid value much for configuration memory.budget: " +
      "Expected bytes, 64MiB (KiB, GiB), or 1% to 100%",
  );
});
