/**
 * A metadata server as Google Cloud's, on a network in memory.
 *
 * @module
 */
import { METADATA_HOST } from "../../lib/broker/gcp_metadata.ts";
import type { Listener, Network } from "../../lib/io/socket.ts";
import { serveHttp } from "../io/http_server.ts";

const INTERFACE = "/computeMetadata/v1/instance/network-interfaces/0";

/** What the server says; null is 404. */
export interface Metadata {
  internal: string | null;
  external: string | null;
  /** Where it is no metadata server but another. */
  flavor?: string;
}

/** Serves until it is closed; what `metadata` says may change meanwhile. */
export function serveMetadata(network: Network, metadata: Metadata, port = 80): Listener {
  return serveHttp(network, port, (request) => {
    const [, path = ""] = request.split(" ");
    const values: Record<string, string | null> = {
      [`${INTERFACE}/ip`]: metadata.internal,
      [`${INTERFACE}/access-configs/0/external-ip`]: metadata.external,
    };
    const isAsked = request.includes("\r\nMetadata-Flavor: Google\r\n") &&
      request.includes(`\r\nHost: ${METADATA_HOST}\r\n`);
    if (!isAsked) return "HTTP/1.1 403 Forbidden\r\n\r\n";
    const value = values[path] ?? null;
    const status = value === null ? "404 Not Found" : "200 OK";
    const flavor = metadata.flavor ?? "Metadata-Flavor: Google";
    return `HTTP/1.1 ${status}\r\nContent-Type: application/text\r\n${flavor}\r\n\r\n${
      value ?? "not found"
    }`;
  });
}
