/**
 * Counts and times the REST requests, by route.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import type { Counter, Family, Histogram, MetricsRegistry } from "../metrics/registry.ts";
import { REQUEST_SECONDS_BOUNDS } from "../metrics/broker_metrics.ts";

/** The metrics of the REST port. */
export class RequestMetrics {
  /** Requests that have no answer yet. */
  inProgress = 0;
  readonly #clock: Clock;
  readonly #requests: Family<Counter>;
  readonly #seconds: Family<Histogram>;

  constructor(registry: MetricsRegistry, clock: Clock) {
    this.#clock = clock;
    this.#requests = registry.counter({
      name: "kedge_rest_requests_total",
      help: "REST requests answered, by method, route and status.",
      labels: ["method", "route", "status"],
    });
    this.#seconds = registry.histogram({
      name: "kedge_rest_request_duration_seconds",
      help: "Time from a REST request read to the head of its response, by route.",
      labels: ["route"],
      bounds: REQUEST_SECONDS_BOUNDS,
    });
  }

  /** Counts one more request until the function returned is called. */
  hold(): () => void {
    this.inProgress++;
    let held = true;
    return () => {
      if (held) this.inProgress--;
      held = false;
    };
  }

  /** Runs a request and takes note of it. */
  async measure(
    { method, route }: { method: string; route: string },
    run: () => Promise<Response>,
  ): Promise<Response> {
    const startMs = this.#clock.monotonicMs();
    const release = this.hold();
    try {
      const response = await run();
      this.#requests.child(method, route, String(response.status)).add();
      return response;
    } finally {
      release();
      this.#seconds.child(route).observe((this.#clock.monotonicMs() - startMs) / 1000);
    }
  }
}
