/**
 * What the transaction coordinator and the partitions report of transactions.
 *
 * @module
 */
import type { MetricsRegistry } from "./registry.ts";

/** Transactions at the moment of a scrape. */
export interface TransactionReading {
  /** Transactional ids by the name of their state; states that none is in may be missing. */
  readonly states: ReadonlyMap<string, number>;
  /** Ends of transactions since the start of the process. */
  readonly committed: number;
  /** Those that were aborted because of their timeout included. */
  readonly aborted: number;
  /** How long the oldest one that is not ended is open, in ms; 0 where none is. */
  readonly oldestOpenMs: number;
  /** Producers that partitions remember, once for each partition. */
  readonly producers: number;
}

/** All states are told, so that a graph of one does not begin in the middle. */
const STATES = [
  "Empty",
  "Ongoing",
  "PrepareCommit",
  "PrepareAbort",
  "CompleteCommit",
  "CompleteAbort",
];

/** Says where a scrape reads transactions from. Once per process. */
export function registerTransactionMetrics(
  registry: MetricsRegistry,
  read: () => TransactionReading,
): void {
  registry.collected({
    name: "kedge_transactional_ids",
    help: "Transactional ids by the state of their last transaction.",
    labels: ["state"],
  }, {
    type: "gauge",
    collect() {
      const { states } = read();
      return STATES.map((state) => ({ labels: [state], value: states.get(state) ?? 0 }));
    },
  });
  registry.collected({
    name: "kedge_transactions_ended_total",
    help: "Transactions that were completed.",
    labels: ["outcome"],
  }, {
    type: "counter",
    collect() {
      const { committed, aborted } = read();
      return [{ labels: ["commit"], value: committed }, { labels: ["abort"], value: aborted }];
    },
  });
  registry.collected({
    name: "kedge_transaction_oldest_open_seconds",
    help: "How long the oldest transaction that is not ended is open.",
  }, { type: "gauge", collect: () => [{ labels: [], value: read().oldestOpenMs / 1000 }] });
  registry.collected({
    name: "kafka_server_replicamanager_produceridcount",
    help: "Producers that partitions remember, once for each partition.",
  }, { type: "gauge", collect: () => [{ labels: [], value: read().producers }] });
}
