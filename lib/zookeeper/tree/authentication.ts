/**
 * The schemes by which a session says who it is: `digest` (user:password, kept as its SHA-1) and
 * `ip` (the address it comes from, or a network of addresses in a list).
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Id } from "../protocol/data_records.ts";
import { matchesAddress } from "./ip_address.ts";

/** One scheme. */
export interface AuthenticationProvider {
  readonly scheme: string;
  /** True where an id is proved by a secret, so that `auth` in a list may stand for it. */
  readonly isProof: boolean;
  /** True for an id that may stand in a list. */
  isValid(id: string): boolean;
  /** True where the session's id `id` is the one, or among those, that `entry` of a list names. */
  matches(id: string, entry: string): boolean;
  /** The part of an id that may be shown. */
  userName(id: string): string;
}

const digest: AuthenticationProvider = {
  scheme: "digest",
  isProof: true,
  isValid: (id) => /^[^:]*:[^:]+$/.test(id),
  matches: (id, entry) => id === entry,
  userName: (id) => id.split(":", 1)[0]!,
};

const ip: AuthenticationProvider = {
  scheme: "ip",
  isProof: false,
  isValid: (id) => matchesAddress(id.split("/", 1)[0]!, id),
  matches: matchesAddress,
  userName: (id) => id,
};

/**
 * The schemes that there are. `x509` (the subject of a client's certificate) and `sasl` (the user
 * of a login, see operations/sasl.ts) have their places here when TLS and SASL come; until then
 * their ids are not valid in a list, as in a ZooKeeper without those providers.
 */
const providers = new Map([digest, ip].map((provider) => [provider.scheme, provider]));

/** The provider of a scheme, where there is one. */
export function authenticationProvider(
  scheme: string | null,
): AuthenticationProvider | undefined {
  return scheme === null ? undefined : providers.get(scheme);
}

/**
 * The id of `user:password` in the scheme `digest`, as ZooKeeper's DigestAuthenticationProvider
 * makes it: the user and, in base64, the SHA-1 of user and password.
 *
 * @example
 * ```ts
 * import { digestId } from "../../../lib/zookeeper/tree/authentication.ts";
 * import { expect } from "bun:test";
 *
 * expect(digestId("super:admin").id).toBe("super:xQJmxLMiHGwaqBvst5y6rkB6HQs=");
 * ```
 */
export function digestId(credentials: string): Id {
  const user = credentials.split(":", 1)[0]!;
  const sha1 = createHash("sha1").update(credentials).digest("base64");
  return { scheme: "digest", id: `${user}:${sha1}` };
}
