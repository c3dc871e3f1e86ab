/**
 * What `kedge start` prints when it serves: where everything is, and a command to try.
 *
 * @module
 */
import type { KedgeAddresses } from "./kedge.ts";
import { reachableHost } from "./listener_addresses.ts";
import { VERSION } from "./version.ts";

/** The few lines that a newcomer reads first. */
export function startBanner(addresses: KedgeAddresses, folders: readonly string[]): string {
  const kafka = addresses.kafka.map(({ host, port }) => address(host, port));
  const zookeeper = addresses.zookeeper.map(({ host, port }) => address(host, port));
  const rest = addresses.rest.map(({ host, port }) => `http://${address(host, port)}`);
  const lines = [
    `kedge ${VERSION} is ready`,
    `  kafka     ${kafka.join(", ") || "off"}`,
    `  zookeeper ${zookeeper.join(", ") || "off"}`,
    `  rest      ${rest.join(", ") || "off"}`,
    `  data      ${folders.join(", ")}`,
  ];
  if (kafka.length === 0 && zookeeper.length > 0) {
    lines.push(`  try       kedge zkCli -server ${zookeeper[0]} ls /`);
  } else if (rest.length > 0) lines.push(`  try       curl ${rest[0]}/v3/clusters`);
  else if (kafka.length > 0) {
    lines.push(`  try       kedge topics --bootstrap-server ${kafka[0]} --list`);
  }
  return `${lines.join("\n")}\n`;
}

/** An address that can be pasted: a listener on all interfaces is reached by localhost. */
function address(host: string, port: number): string {
  const shown = reachableHost(host);
  return shown.includes(":") ? `[${shown}]:${port}` : `${shown}:${port}`;
}
