/**
 * Brokers as ZooKeeper knows them: what `--zookeeper` of Kafka 2's scripts named. The script then
 * works through the brokers, as newer ones do.
 *
 * @module
 */

import { ZooKeeperClient } from "../zookeeper/client/zookeeper_client.ts";
import type { Environment } from "./environment.ts";
import { TerseError } from "./terse_error.ts";

const SESSION_TIMEOUT_MS = 30_000;
const BROKERS = "/brokers/ids";

/**
 * The addresses of the brokers, as a bootstrap list.
 *
 * @param connectString `host:port,host:port/chroot`
 * @throws {TerseError} where ZooKeeper cannot be reached, or names no broker
 */
export async function brokersInZooKeeper(
  connectString: string,
  { network, clock }: Environment,
): Promise<string> {
  let client: ZooKeeperClient | null = null;
  try {
    client = await ZooKeeperClient.connect(connectString, {
      network,
      clock,
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      readOnly: true,
      onEvent: () => {/* no watch is set */},
      onTrouble: () => {/* told by the error */},
    });
    const { children } = await client.getChildren(BROKERS);
    const addresses: string[] = [];
    for (const id of children.toSorted((a, b) => Number(a) - Number(b))) {
      const { data } = await client.getData(`${BROKERS}/${id}`);
      const address = addressOf(data ?? new Uint8Array(0));
      if (address !== null) addresses.push(address);
    }
    if (addresses.length > 0) return addresses.join(",");
    throw new TerseError(`No broker with a PLAINTEXT listener is registered in ${connectString}`);
  } catch (error) {
    if (error instanceof TerseError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TerseError(`Cannot read the brokers from ZooKeeper ${connectString}: ${reason}`);
  } finally {
    await client?.close();
  }
}

/** The first endpoint without encryption, or the old form's host and port. */
function addressOf(data: Uint8Array): string | null {
  const node: unknown = JSON.parse(new TextDecoder().decode(data));
  if (typeof node !== "object" || node === null) return null;
  const endpoints = "endpoints" in node && Array.isArray(node.endpoints) ? node.endpoints : [];
  for (const endpoint of endpoints.map(String)) {
    const match = /^[^:]+:\/\/(.+:\d+)$/.exec(endpoint);
    if (match !== null && !/^(SSL|SASL)/.test(endpoint)) return match[1]!;
  }
  const host = "host" in node ? node.host : null;
  const port = "port" in node ? node.port : null;
  return typeof host === "string" && typeof port === "number" && port > 0
    ? `${host}:${port}`
    : null;
}
