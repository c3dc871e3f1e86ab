import { expect, test } from "bun:test";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";
import { registerTransactionMetrics } from "../../lib/metrics/transaction_metrics.ts";

test("a scrape shows the transactions of that moment", () => {
  const registry = new MetricsRegistry();
  const states = new Map([["Ongoing", 2]]);
  registerTransactionMetrics(registry, () => {
    return { states, committed: 5, aborted: 1, oldestOpenMs: 1500, producers: 7 };
  });
  states.set("Empty", 3);
  const lines = [...prometheusText(registry)].join("").split("\n").filter((line) =>
    /^k/.test(line)
  );
  expect(lines).toEqual([
    'kedge_transactional_ids{state="Empty"} 3',
    'kedge_transactional_ids{state="Ongoing"} 2',
    'kedge_transactional_ids{state="PrepareCommit"} 0',
    'kedge_transactional_ids{state="PrepareAbort"} 0',
    'kedge_transactional_ids{state="CompleteCommit"} 0',
    'kedge_transactional_ids{state="CompleteAbort"} 0',
    'kedge_transactions_ended_total{outcome="commit"} 5',
    'kedge_transactions_ended_total{outcome="abort"} 1',
    "kedge_transaction_oldest_open_seconds 1.5",
    "kafka_server_replicamanager_produceridcount 7",
  ]);
});
