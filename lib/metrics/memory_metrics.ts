/**
 * What /metrics tells of memory.budget: the bound, and what each account holds of it.
 *
 * @module
 */
import type { MetricsRegistry } from "./registry.ts";

/** The budget at the moment of a scrape. */
export interface MemoryReading {
  readonly bytesMax: number;
  readonly accounts: readonly { readonly name: string; readonly bytes: number }[];
}

/** Says where a scrape reads the budget from. Once per process. */
export function registerMemoryMetrics(registry: MetricsRegistry, reading: MemoryReading): void {
  registry.collected(
    { name: "kedge_memory_budget_bytes", help: "memory.budget: the bound of all accounts." },
    { type: "gauge", collect: () => [{ labels: [], value: reading.bytesMax }] },
  );
  registry.collected(
    {
      name: "kedge_memory_account_bytes",
      help: "What is held for clients, by account.",
      labels: ["account"],
    },
    {
      type: "gauge",
      collect: () => reading.accounts.map(({ name, bytes }) => ({ labels: [name], value: bytes })),
    },
  );
}
