import { describe, expect, test } from "bun:test";
import { BUDGET_BYTES_MIN, openMemory } from "../../lib/broker/memory_setting.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";

const MACHINE = { bytes: 2 ** 30, origin: "the machine" } as const;

/** The bytes that a machine of 1 GiB gives with these settings, and what the log says. */
function budgetWith(...overrides: string[]) {
  const logger = new MemoryLogger();
  const { config } = loadServerConfig({ overrides });
  const { budget } = openMemory(config, { memoryLimit: MACHINE, logger });
  return { bytesMax: budget.bytesMax, lines: logger.messages("INFO") };
}

describe("memory.budget", () => {
  test("is a share of the memory there is, and says so in one line", () => {
    expect(budgetWith()).toEqual({
      bytesMax: 429496729,
      lines: ["memory budget: 409 MiB for clients (memory.budget=40%; the machine has 1024 MiB)"],
    });
    expect(budgetWith("memory.budget=50%").bytesMax).toBe(2 ** 29);
  });

  test("is an amount", () => {
    expect(budgetWith("memory.budget=64MiB").bytesMax).toBe(64 << 20);
    expect(budgetWith("memory.budget=70000000").bytesMax).toBe(70_000_000);
  });

  test("is never less than what is needed, where only the default is", () => {
    const { config } = loadServerConfig();
    const memoryLimit = { bytes: 50 << 20, origin: "the control group" } as const;
    const { budget } = openMemory(config, { memoryLimit, logger: new MemoryLogger() });
    expect(budget.bytesMax).toBe(BUDGET_BYTES_MIN);
  });

  test("is no bound in memory, where there is nothing to be a share of", () => {
    const { config } = loadServerConfig();
    expect(openMemory(config, { logger: new MemoryLogger() }).budget.bytesMax).toBe(Infinity);
  });

  test.each<[string[], string]>([
    [
      ["memory.budget=8MiB"],
      "Cannot start with memory.budget=8MiB, 8388608 bytes: at least 33554432 are needed. " +
      "Set memory.budget=32MiB or more.",
    ],
    [
      ["memory.budget=64MiB", "socket.request.max.bytes=100000000"],
      "Cannot start with memory.budget=64MiB, 67108864 bytes: at least 100000000 are needed for " +
      "socket.request.max.bytes. Set memory.budget=96MiB or more.",
    ],
  ])("that is too small is refused with the number needed: %j", (overrides, fault) => {
    expect(() => budgetWith(...overrides)).toThrow(fault);
  });
});
