/**
 * GET /health/live and /health/ready, for whoever watches the process: 200 or 503, and why.
 *
 * @module
 */
import { Reply, route } from "../route.ts";
import type { HealthCheck } from "../services.ts";
import { array, boolean, named, object, oneOf, string, type TypeOf } from "../shape.ts";

const Health = named(
  "Health",
  object({
    status: oneOf(["ok", "failing"]),
    checks: array(object({ name: string(), healthy: boolean(), message: string() })),
  }),
);

export const live = route({
  method: "GET",
  path: "/health/live",
  tag: "Server",
  name: "getLiveness",
  summary: "503 where the process should be restarted",
  answer: Health,
  handle: ({ services }) => healthOf(services.health.live()),
});

export const ready = route({
  method: "GET",
  path: "/health/ready",
  tag: "Server",
  name: "getReadiness",
  summary: "503 where no clients should be sent here now",
  answer: Health,
  handle: ({ services }) => healthOf(services.health.ready()),
});

function healthOf(checks: HealthCheck[]): Reply<TypeOf<typeof Health>> {
  const healthy = checks.every((check) => check.healthy);
  return new Reply({ status: healthy ? "ok" as const : "failing" as const, checks }, {
    status: healthy ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}
