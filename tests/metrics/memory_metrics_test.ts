import { expect, test } from "bun:test";
import { registerMemoryMetrics } from "../../lib/metrics/memory_metrics.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";

test("the budget and what each account holds are read at the scrape", () => {
  const registry = new MetricsRegistry();
  const account = { name: "requests", bytes: 0 };
  registerMemoryMetrics(registry, { bytesMax: 1000, accounts: [account] });
  account.bytes = 70;
  const text = [...prometheusText(registry)].join("");
  expect(text).toContain("kedge_memory_budget_bytes 1000\n");
  expect(text).toContain('kedge_memory_account_bytes{account="requests"} 70\n');
});
