/**
 * `zookeeper.connect` may name this process, and set a chroot; other servers are for a kedge on
 * several machines, which is refused until it is there.
 *
 * @module
 */
import { hostname, networkInterfaces } from "node:os";
import type { ServerConfig } from "../config/server_config.ts";

/** Throws where zookeeper.connect names a server that this process is not. */
export function requireOwnCoordinator(config: ServerConfig): void {
  const ports = new Set(config.zookeeperListeners.map(({ port }) => port));
  const own = ownHosts();
  for (const { host, port } of config.zookeeperConnect.hosts) {
    if (own.has(host.toLowerCase()) && (ports.has(port) || ports.has(0))) continue;
    throw new ForeignCoordinatorError(`${host}:${port}`, [...ports]);
  }
}

/** The names and addresses by which this machine knows itself. */
function ownHosts(): Set<string> {
  const hosts = new Set(["localhost", "127.0.0.1", "::1", "0.0.0.0", hostname().toLowerCase()]);
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { address } of addresses ?? []) hosts.add(address.toLowerCase());
  }
  return hosts;
}

/** zookeeper.connect names other servers. */
export class ForeignCoordinatorError extends Error {
  override name = "ForeignCoordinatorError";

  constructor(address: string, ports: number[]) {
    super(
      `Cannot use zookeeper.connect=${address}: kedge holds the znodes itself, on port ` +
        `${ports.join(", ") || "none"} of this machine, and does not join other servers yet. ` +
        "Remove the setting, or name this machine, with a chroot if you want one: " +
        `zookeeper.connect=localhost:${ports[0] || 2181}/kafka`,
    );
  }
}
