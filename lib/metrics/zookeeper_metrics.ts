/**
 * How long requests of ZooKeeper clients take, as histograms that can be added up over servers. The
 * figures under ZooKeeper's own names are in lib/broker/coordinator_metrics.ts.
 *
 * @module
 */
import type { Histogram, MetricsRegistry } from "./registry.ts";
import { REQUEST_SECONDS_BOUNDS } from "./broker_metrics.ts";

/** The metrics of requests. */
export class ZooKeeperMetrics {
  /** From the request read to its response handed to the socket, in seconds. */
  readonly readSeconds: Histogram;
  readonly updateSeconds: Histogram;

  constructor(registry: MetricsRegistry) {
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
}
