/**
 * Who a request for znodes is from: `Authorization: Basic` is ZooKeeper's scheme `digest`, the
 * address its scheme `ip`, and who shows nothing is `world:anyone`.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../zookeeper/protocol/error_code.ts";
import type { Visitor } from "../zookeeper/server/visitor.ts";
import { RestError } from "./failure.ts";
import type { RouteRequest } from "./route.ts";

const CHALLENGE = { "www-authenticate": 'Basic realm="znodes", charset="UTF-8"' };

/** What is needed of a request. */
type Asking = Pick<
  RouteRequest<unknown, unknown, unknown>,
  "services" | "request" | "remoteAddress"
>;

/**
 * `user:password` of Basic (RFC 7617), null where there is no Authorization.
 *
 * @throws {RestError} 401 where it is of another scheme, or malformed
 */
export function basicCredentials(authorization: string | null): string | null {
  if (authorization === null) return null;
  const [, encoded] = /^basic +([a-z0-9+/]+=*) *$/i.exec(authorization) ?? [];
  const credentials = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
  if (credentials.includes(":")) return credentials;
  throw new RestError(401, "Cannot read Authorization; Basic with user:password can be", CHALLENGE);
}

/**
 * Does something with the tree as whom the request shows to be.
 *
 * @throws {RestError} 401 where the tree refuses who shows nothing
 */
export async function asVisitor<T>(
  { services, request, remoteAddress }: Asking,
  work: (visitor: Visitor) => Promise<T>,
): Promise<T> {
  const credentials = basicCredentials(request.headers.get("authorization"));
  try {
    return await work(services.znodes.visitor({ remoteAddress, credentials }));
  } catch (error) {
    const isRefused = error instanceof KeeperError && error.code === ErrorCode.NOAUTH;
    if (!isRefused || credentials !== null) throw error;
    const message = `${error.message}: its access list does not allow that to everyone; ` +
      "show who you are (curl -u user:password)";
    throw new RestError(401, message, CHALLENGE);
  }
}

/** The node's path from what stands behind `/v1/znodes`: `/` for nothing, no slash at the end. */
export function znodePath(text: string): string {
  return text.length > 1 && text.endsWith("/") ? `/${text.slice(0, -1)}` : `/${text}`;
}
