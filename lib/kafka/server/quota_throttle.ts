/**
 * What the client's quotas make of an answer: the time to wait is told in it, and the connection is
 * not read for as long, so that a client which does not wait by itself does so as well (KIP-219).
 *
 * @module
 */
import type { RequestContext } from "../handlers/handler.ts";
import { quotaClient } from "../handlers/quota_client.ts";
import { ApiKey } from "../protocol/api_key.ts";

/** Takes what the handler answers, and gives what is sent. */
export type Throttle = (response: unknown) => unknown;

/** For brokers without quotas. */
export function noThrottle(response: unknown): unknown {
  return response;
}

/**
 * Counts a request on its client's quotas.
 *
 * The handlers of some APIs have counted already and say so in their answer's throttleTimeMs; the
 * longest time counts.
 *
 * @param use the request's size with its header, and the time that the loop spent on it
 */
export function quotaThrottle(
  context: RequestContext,
  use: { sizeBytes: number; busyMs: number },
): Throttle {
  return (response) => {
    const { quotas } = context.broker;
    const client = quotaClient(context);
    let throttleTimeMs = handlersThrottleMs(response);
    if (context.apiKey === ApiKey.PRODUCE) {
      throttleTimeMs = Math.max(throttleTimeMs, quotas.produced(client, use.sizeBytes));
    }
    // As in Kafka: a request without an answer is held to its size only.
    if (response !== null) {
      throttleTimeMs = Math.max(throttleTimeMs, quotas.worked(client, use.busyMs));
    }
    if (throttleTimeMs === 0) return response;
    context.connection.mute(throttleTimeMs);
    return response === null ? null : Object.assign({}, response, { throttleTimeMs });
  };
}

function handlersThrottleMs(response: unknown): number {
  if (typeof response !== "object" || response === null) return 0;
  if (!("throttleTimeMs" in response)) return 0;
  return typeof response.throttleTimeMs === "number" ? response.throttleTimeMs : 0;
}
