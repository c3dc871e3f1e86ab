/**
 * A whole broker on an in-memory disk, with Kafka and REST on free ports of this machine.
 *
 * @module
 */
import { Kedge } from "../../lib/broker/kedge.ts";
import { Cluster } from "../../lib/client/cluster.ts";
import { tcpConnect } from "../../lib/client/tcp_transport.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { SystemClock } from "../../lib/io/clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SystemRandom } from "../../lib/io/random.ts";
import { SystemNetwork } from "../../lib/io/system_socket.ts";

/** Starts it; who asks closes it. */
export async function startKedge() {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const network = new SystemNetwork();
  const { config } = loadServerConfig({
    overrides: [
      "log.dirs=/data",
      "listeners=PLAINTEXT://127.0.0.1:0",
      "zookeeper.listeners=",
      "rest.listeners=http://127.0.0.1:0",
    ],
  });
  const files = new MemoryFileSystem();
  const logger = new MemoryLogger();
  const kedge = await Kedge.start(config, { files, clock, random, logger, network });
  /** A client of the same broker, over TCP. */
  function tcpCluster(): Cluster {
    const { host, port } = kedge.addresses.kafka[0]!;
    return new Cluster({
      connect: tcpConnect({ network, clock }),
      bootstrapServers: [{ host, port }],
      clock,
      random,
    });
  }
  const origin = `http://127.0.0.1:${kedge.addresses.rest[0]!.port}`;
  return { kedge, origin, tcpCluster };
}
