/**
 * Which of a server's ports a health check asks, and how: the one that tells most.
 *
 * @module
 */
import type { ServerConfig } from "../../config/server_config.ts";

/** One port, and the protocol it speaks. */
export interface Question {
  readonly protocol: "rest" | "kafka" | "zookeeper";
  readonly host: string;
  readonly port: number;
}

/** Which way this machine reaches an address that means every interface. */
const LOOPBACK: Readonly<Record<string, string>> = {
  "": "127.0.0.1",
  "0.0.0.0": "127.0.0.1",
  "::": "::1",
};

/**
 * What to ask a server with these settings, or why it cannot be asked. REST first: it alone tells
 * whether logs are online; a Kafka or ZooKeeper port tells that requests are answered.
 */
export function questionFor(config: ServerConfig): Question | string {
  const plain = config.listeners.filter(({ protocol }) => !protocol.endsWith("SSL"));
  const ports = [
    ...config.restListeners.map((address) => ({ protocol: "rest" as const, ...place(address) })),
    ...(config.brokerEnable ? plain : [])
      .map((address) => ({ protocol: "kafka" as const, ...place(address) })),
    ...config.zookeeperListeners
      .map((address) => ({ protocol: "zookeeper" as const, ...place(address) })),
  ];
  const known = ports.find(({ port }) => port !== 0);
  if (known !== undefined) return known;
  return ports.length === 0
    ? "nothing to ask: no plain-text port is switched on"
    : "nothing to ask: port 0 lets the system pick, and only the server knows which";
}

function place({ host, port }: { host: string; port: number }): { host: string; port: number } {
  return { host: LOOPBACK[host] ?? host, port };
}
