/**
 * What the coordinator on 2181 reports, under the names that Apache ZooKeeper's own Prometheus
 * provider uses. The tree already knows its sizes, so they are read at the scrape; only what
 * happens (packets, requests) is counted here.
 *
 * @module
 */
import type { Counter, Gauge, Histogram, MetricsRegistry } from "./registry.ts";
import { REQUEST_SECONDS_BOUNDS } from "./broker_metrics.ts";

/** The coordinator at the moment of a scrape. */
export interface ZooKeeperReading {
  znodes: number;
  /** Watches set, one for each path and session. */
  watches: number;
  ephemerals: number;
  sessions: number;
  /** Bytes of all znodes' paths and data. */
  approximateDataSize: number;
  outstandingRequests: number;
}

/** The metrics of the coordinator. */
export class ZooKeeperMetrics {
  readonly packetsReceived: Counter;
  readonly packetsSent: Counter;
  /** Connections open now. */
  readonly aliveConnections: Gauge;
  /** From the request read to its response handed to the socket, in seconds. */
  readonly readSeconds: Histogram;
  readonly updateSeconds: Histogram;
  readonly #registry: MetricsRegistry;

  constructor(registry: MetricsRegistry) {
    this.#registry = registry;
    this.packetsReceived = registry.counter({
      name: "packets_received",
      help: "Requests read from ZooKeeper clients, pings included.",
    }).child();
    this.packetsSent = registry.counter({
      name: "packets_sent",
      help: "Responses and watch events sent to ZooKeeper clients.",
    }).child();
    this.aliveConnections = registry.gauge({
      name: "num_alive_connections",
      help: "Connections of ZooKeeper clients open now.",
    }).child();
    this.readSeconds = registry.histogram({
      name: "kedge_zookeeper_read_duration_seconds",
      help: "Time from a reading request to its response.",
      bounds: REQUEST_SECONDS_BOUNDS,
    }).child();
    this.updateSeconds = registry.histogram({
      name: "kedge_zookeeper_update_duration_seconds",
      help: "Time from a writing request to its response, the flush to disk included.",
      bounds: REQUEST_SECONDS_BOUNDS,
    }).child();
  }

  /** Says where a scrape reads the tree's sizes from. Once per process. */
  collect(read: () => ZooKeeperReading): void {
    const gauges: [string, string, keyof ZooKeeperReading][] = [
      ["znode_count", "Znodes in the tree.", "znodes"],
      ["watch_count", "Watches set.", "watches"],
      ["ephemerals_count", "Ephemeral znodes.", "ephemerals"],
      ["global_sessions", "Sessions alive.", "sessions"],
      ["approximate_data_size", "Bytes of paths and data in the tree.", "approximateDataSize"],
      ["outstanding_requests", "Requests read and not answered yet.", "outstandingRequests"],
    ];
    for (const [name, help, key] of gauges) {
      this.#registry.collected({ name, help }, {
        type: "gauge",
        collect: () => [{ labels: [], value: read()[key] }],
      });
    }
  }
}
