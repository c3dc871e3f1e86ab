/**
 * GET /metrics: everything that the process counts, for Prometheus.
 *
 * @module
 */
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from "../../metrics/prometheus_text.ts";
import { route } from "../route.ts";

export const metrics = route({
  method: "GET",
  path: "/metrics",
  tag: "Server",
  name: "getMetrics",
  summary: "Metrics in Prometheus' text format",
  answerTypes: ["text/plain"],
  handle({ services }) {
    const pieces = prometheusText(services.metrics);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        // One piece per turn of the loop: a scrape of many partitions must not delay a produce.
        await new Promise<void>((resolve) => setImmediate(resolve));
        const { value, done } = pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
    });
    return new Response(body, { headers: { "content-type": PROMETHEUS_CONTENT_TYPE } });
  },
});
