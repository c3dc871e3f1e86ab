/**
 * Settings of the form `key:value,key:value`: the security protocol of each listener name, the
 * connection bound of each address.
 *
 * @module
 */
import { invalidValue, type Rule } from "./rule.ts";

/** Kafka's security protocols. */
export const SECURITY_PROTOCOLS = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] as const;

/** One of Kafka's security protocols. */
export type SecurityProtocol = (typeof SECURITY_PROTOCOLS)[number];

/** Reads pairs, or null where one has no colon. The last one divides: a key may be IPv6. */
export function parsePairs(text: string): Map<string, string> | null {
  const pairs = new Map<string, string>();
  for (const item of text.split(",")) {
    const pair = item.trim();
    if (pair === "") continue;
    const colon = pair.lastIndexOf(":");
    if (colon <= 0) return null;
    pairs.set(pair.slice(0, colon).trim(), pair.slice(colon + 1).trim());
  }
  return pairs;
}

/** True for a security protocol's name. */
export function isSecurityProtocol(text: string): text is SecurityProtocol {
  return SECURITY_PROTOCOLS.some((protocol) => protocol === text);
}

/** The rule of listener.security.protocol.map. */
export const protocolMap: Rule = {
  notation: "name:protocol,...",
  allowed: `as name:protocol,... with ${SECURITY_PROTOCOLS.join(", ")} for protocols`,
  check(name, value, text) {
    const pairs = parsePairs(String(value));
    if (pairs === null) return invalidValue(name, text, "Each listener needs name:protocol");
    const wrong = [...pairs.values()].find((protocol) => !isSecurityProtocol(protocol));
    if (wrong === undefined) return null;
    return invalidValue(name, text, `Invalid security protocol \`${wrong}\``);
  },
};

/** The rule of max.connections.per.ip.overrides. */
export const hostCounts: Rule = {
  notation: "host:count,...",
  allowed: "as host:count,...",
  check(name, value, text) {
    const pairs = parsePairs(String(value));
    const counted = pairs !== null && [...pairs.values()].every((count) => /^\d+$/.test(count));
    return counted ? null : invalidValue(name, text, "Each address needs host:count");
  },
};
