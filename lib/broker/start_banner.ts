/**
 * What `kedge start` prints when it serves: where everything is, what clients will be told to
 * connect to, and a command to try. Scripts read it: a line's second word is the address.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import { hostPort } from "../io/host_port.ts";
import type { MachineAddresses } from "./gcp_metadata.ts";
import type { KedgeAddresses } from "./kedge.ts";
import { reachableHost, toldText } from "./listener_addresses.ts";
import { VERSION } from "./version.ts";

/** Whose banner it is. */
export interface BannerFacts {
  readonly config: Pick<ServerConfig, "advertisedListeners" | "logDirs">;
  readonly addresses: KedgeAddresses;
  readonly machine: MachineAddresses | null;
}

/** The few lines that a newcomer reads first. */
export function startBanner({ config, addresses, machine }: BannerFacts): string {
  const zookeeper = addresses.zookeeper.map(pasteable);
  const rest = addresses.rest.map((address) => `http://${pasteable(address)}`);
  const kafka = addresses.kafka.map((listener) =>
    `${hostPort(listener.host, listener.port)} (${listener.name}), clients are told ` +
    toldText(listener, { config, machine })
  );
  const lines = [
    `kedge ${VERSION} is ready`,
    ...(kafka.length === 0 ? ["off"] : kafka).map((text) => `  kafka     ${text}`),
    `  zookeeper ${zookeeper.join(", ") || "off"}`,
    `  rest      ${rest.join(", ") || "off"}`,
    `  data      ${config.logDirs.join(", ")}`,
  ];
  const [listener] = addresses.kafka;
  if (listener === undefined && zookeeper.length > 0) {
    lines.push(`  try       kedge zkCli -server ${zookeeper[0]} ls /`);
  } else if (rest.length > 0) lines.push(`  try       curl ${rest[0]}/v3/clusters`);
  else if (listener !== undefined) {
    lines.push(`  try       kedge topics --bootstrap-server ${pasteable(listener)} --list`);
  }
  return `${lines.join("\n")}\n`;
}

/** An address that can be pasted: a listener on all interfaces is reached by localhost. */
export function pasteable({ host, port }: { host: string; port: number }): string {
  return hostPort(reachableHost(host), port);
}
