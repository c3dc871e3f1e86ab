/**
 * Who answers on a port: asked in the protocol that is expected there.
 *
 * @module
 */
import { Cluster } from "../../client/cluster.ts";
import { tcpConnect } from "../../client/tcp_transport.ts";
import { httpGet } from "../../io/http_get.ts";
import type { SocketAddress } from "../../io/socket.ts";
import { askFourLetterWord } from "../../zookeeper/client/four_letter_word.ts";
import type { Ground } from "./check.ts";

/** What a port answered. */
export interface PortAnswer {
  /** In words. */
  readonly text: string;
  /** Of a Kafka broker; null where it has none, or is none. */
  readonly clusterId: string | null;
}

type Services = Pick<Ground, "network" | "clock" | "random">;

const TIMEOUT_MS = 3000;

/** Null where nothing answers as a Kafka broker does. */
export async function askKafka(
  address: SocketAddress,
  { network, clock, random }: Services,
): Promise<PortAnswer | null> {
  const cluster = new Cluster({
    bootstrapServers: [address],
    clock,
    random,
    connect: tcpConnect({
      network,
      clock,
      connectTimeoutMs: TIMEOUT_MS,
      requestTimeoutMs: TIMEOUT_MS,
      clientId: "kedge-doctor",
    }),
  });
  try {
    await cluster.metadata([]);
    const { clusterId } = cluster;
    return { text: `a broker of cluster ${clusterId ?? "without id"}`, clusterId };
  } catch {
    return null;
  } finally {
    cluster.close();
  }
}

/** Null where nothing answers as a ZooKeeper server does. */
export async function askZookeeper(
  address: SocketAddress,
  { network, clock }: Services,
): Promise<PortAnswer | null> {
  try {
    const how = { ...address, network, clock, timeoutMs: TIMEOUT_MS };
    const text = await askFourLetterWord("ruok", how);
    // A server whose list of commands lacks this one says so by name.
    return /^(imok|ruok )/.test(text) ? { text: "a ZooKeeper server", clusterId: null } : null;
  } catch {
    return null;
  }
}

/** Null where nothing answers as a web server does. */
export async function askHttp(
  { host, port }: SocketAddress,
  { network, clock }: Services,
): Promise<PortAnswer | null> {
  try {
    const { status } = await httpGet({ network, clock }, {
      host,
      port,
      path: "/",
      timeoutMs: TIMEOUT_MS,
    });
    return { text: `a web server (status ${status})`, clusterId: null };
  } catch {
    return null;
  }
}
