import { expect, test } from "bun:test";
import { isClockSynchronized } from "../../lib/io/clock_synchronization.ts";

test.if(process.platform === "linux")("the kernel says yes or no, and the same again", () => {
  const told = isClockSynchronized();
  expect([true, false, null]).toContain(told);
  expect(isClockSynchronized()).toBe(told);
});
