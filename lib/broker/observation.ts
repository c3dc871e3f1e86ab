/**
 * What /metrics tells: counts what passes through the handlers, and reads everything else from the
 * broker's parts at the scrape.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { cpuSeconds, processStatus } from "../io/process_readings.ts";
import type { TrafficObserver } from "../kafka/handlers/broker.ts";
import { messages } from "../kafka/messages/mod.ts";
import { ApiKey } from "../kafka/protocol/api_key.ts";
import { errorName } from "../kafka/protocol/error_code.ts";
import type { RequestObserver } from "../kafka/server/dispatch.ts";
import type { KafkaServer } from "../kafka/server/kafka_server.ts";
import { registerTelemetry } from "../kafka/telemetry/client_metrics.ts";
import type { TopicImage } from "../metadata/cluster_image.ts";
import {
  type ApiMetrics,
  BrokerMetrics,
  type GroupReading,
  type PartitionReading,
} from "../metrics/broker_metrics.ts";
import {
  type CompactionReading,
  registerCompactionMetrics,
} from "../metrics/compaction_metrics.ts";
import { registerLogDirMetrics } from "../metrics/log_dir_metrics.ts";
import { registerMemoryMetrics } from "../metrics/memory_metrics.ts";
import { EventLoopDelay, registerProcessMetrics } from "../metrics/process_metrics.ts";
import { registerQuotaMetrics } from "../metrics/quota_metrics.ts";
import { MetricsRegistry } from "../metrics/registry.ts";
import {
  registerTransactionMetrics,
  type TransactionReading,
} from "../metrics/transaction_metrics.ts";
import { ZooKeeperMetrics } from "../metrics/zookeeper_metrics.ts";
import type { Store } from "../storage/store.ts";
import type { BrokerServices } from "./broker_services.ts";
import type { Coordinator } from "./coordinator.ts";
import { registerCoordinatorMetrics } from "./coordinator_metrics.ts";
import type { MemoryAccounts } from "./memory_accounts.ts";
import { VERSION } from "./version.ts";

/** What is observed, known once the broker is put together. */
export interface ObservedParts {
  broker: BrokerServices;
  store: Store;
  coordinator: Coordinator;
  server: KafkaServer;
  memory: MemoryAccounts;
}

/** The metrics of a running kedge. */
export class Observation implements RequestObserver, TrafficObserver {
  readonly registry = new MetricsRegistry();
  readonly #metrics = new BrokerMetrics(this.registry);
  readonly #zookeeper = new ZooKeeperMetrics(this.registry);
  readonly #apis = new Map<number, ApiMetrics>();
  readonly #loopDelay: EventLoopDelay;

  constructor(clock: Clock) {
    this.#loopDelay = new EventLoopDelay(this.registry, clock);
    registerProcessMetrics(this.registry, {
      status: processStatus,
      cpuSeconds,
      startTimeMs: clock.nowMs(),
      version: VERSION,
    });
  }

  /** Watches the event loop from now on. */
  start(): void {
    this.#loopDelay.start();
  }

  stop(): void {
    this.#loopDelay.stop();
  }

  /** Says where the scrape finds the rest. Once. */
  observe(parts: ObservedParts): void {
    const { broker, store, coordinator, server, memory } = parts;
    server.onConnection = (listenerName, change) => {
      const metrics = this.#metrics.listener(listenerName);
      metrics.open.add(change);
      if (change > 0) metrics.accepted.add(1);
    };
    store.flusher.onFlush = (durationMs) => this.#metrics.flushSeconds.observe(durationMs / 1000);
    this.#metrics.collectPartitions(() => readPartitions(broker));
    this.#metrics.collectGroups(() => readGroups(broker));
    registerMemoryMetrics(this.registry, memory.budget);
    registerTelemetry(this.registry, broker.telemetry);
    registerQuotaMetrics(this.registry, () => broker.quotas.uses());
    registerTransactionMetrics(this.registry, () => readTransactions(broker));
    registerLogDirMetrics(this.registry, () => store.folderStates());
    registerCoordinatorMetrics(this.registry, () => coordinator.server.reports);
  }

  /** Says where the scrape finds what compaction did. Once. */
  observeCompaction(reading: () => CompactionReading): void {
    registerCompactionMetrics(this.registry, reading);
  }

  request(apiKey: number, durationMs: number): void {
    let metrics = this.#apis.get(apiKey);
    if (metrics === undefined) {
      metrics = this.#metrics.api(apiName(apiKey));
      this.#apis.set(apiKey, metrics);
    }
    metrics.requests.add(1);
    metrics.seconds.observe(durationMs / 1000);
  }

  znodeRequest(kind: "read" | "write", latencyMs: number): void {
    const seconds = kind === "read" ? this.#zookeeper.readSeconds : this.#zookeeper.updateSeconds;
    seconds.observe(latencyMs / 1000);
  }

  produced(topic: string, sizeBytes: number, recordCount: number): void {
    const metrics = this.#metrics.topic(topic);
    metrics.produceRequests.add(1);
    metrics.bytesIn.add(sizeBytes);
    metrics.messagesIn.add(recordCount);
  }

  fetched(topic: string, sizeBytes: number, recordCount: number): void {
    const metrics = this.#metrics.topic(topic);
    metrics.fetchRequests.add(1);
    metrics.bytesOut.add(sizeBytes);
    metrics.messagesOut.add(recordCount);
  }

  refused(apiKey: number, topic: string | null, errorCode: number): void {
    if (topic !== null) {
      const metrics = this.#metrics.topic(topic);
      if (apiKey === ApiKey.PRODUCE) metrics.failedProduceRequests.add(1);
      else if (apiKey === ApiKey.FETCH) metrics.failedFetchRequests.add(1);
    }
    this.#metrics.error(apiName(apiKey), errorName(errorCode)).add(1);
  }

  /** Forgets a deleted topic's counters. */
  followTopic(name: string, topic: TopicImage | null): void {
    if (topic === null) this.#metrics.removeTopic(name);
  }
}

/** `Produce` and so on. */
function apiName(apiKey: number): string {
  return messages.get(apiKey)?.name ?? String(apiKey);
}

function* readPartitions(broker: BrokerServices): Generator<PartitionReading> {
  for (const partition of broker.partitions.all()) {
    yield {
      topic: partition.topic,
      partition: partition.index,
      sizeBytes: partition.log.sizeBytes,
      segments: partition.log.segments.length,
      logStartOffset: partition.logStartOffset,
      logEndOffset: partition.logEndOffset,
      highWatermark: partition.highWatermark,
    };
  }
}

function readTransactions({ transactions, partitions }: BrokerServices): TransactionReading {
  let producers = 0;
  for (const partition of partitions.all()) producers += partition.producers.size;
  return { ...transactions.summary(), producers };
}

function* readGroups(broker: BrokerServices): Generator<GroupReading> {
  for (const { groupId, offsets } of broker.groups.groups()) {
    for (const [topic, committed] of offsets) {
      for (const [index, { offset }] of committed) {
        const partition = broker.partitions.get(topic, index);
        if (partition === undefined) continue;
        const lag = Math.max(0, partition.highWatermark - offset);
        yield { group: groupId, topic, partition: index, committedOffset: offset, lag };
      }
    }
  }
}
