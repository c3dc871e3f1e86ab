/**
 * Which address this broker tells a client: what advertised.listeners says, or else the address
 * that the client itself connected to.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { ConnectionFacts } from "../kafka/handlers/handler.ts";
import type { BoundListener } from "../kafka/server/kafka_server.ts";
import type { BrokerEndpoint } from "../metadata/cluster_image.ts";

/** Host names of a listener that stand for every address of the machine. */
const WILDCARDS: ReadonlySet<string> = new Set(["", "0.0.0.0", "::"]);

/** The address for one client. */
export function addressFor(
  connection: ConnectionFacts,
  config: ServerConfig,
): { host: string; port: number } {
  const advertised = config.advertisedListeners.find(({ name }) =>
    name === connection.listenerName
  );
  if (advertised !== undefined) {
    return { host: advertised.host, port: advertised.port || connection.localPort };
  }
  return { host: connection.localAddress, port: connection.localPort };
}

/** What the broker registers in the tree, for tools that read it there. */
export function registeredEndpoints(
  bound: readonly BoundListener[],
  config: ServerConfig,
): BrokerEndpoint[] {
  return bound.map(({ name, host, port }) => {
    const advertised = config.advertisedListeners.find((each) => each.name === name);
    if (advertised !== undefined) {
      return { listenerName: name, host: advertised.host, port: advertised.port || port };
    }
    return { listenerName: name, host: reachableHost(host), port };
  });
}

/** A host by which this machine reaches a listener of its own. */
export function reachableHost(host: string): string {
  return WILDCARDS.has(host) ? "localhost" : host;
}
