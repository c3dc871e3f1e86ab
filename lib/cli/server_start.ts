/**
 * `kedge zookeeper-server-start` and `kedge kafka-server-start`, also called by their scripts'
 * names.
 *
 * @module
 */
import type { Command } from "./command.ts";
import {
  KAFKA_SERVER,
  type ServerKind,
  startServer,
  ZOOKEEPER_SERVER,
} from "./zookeeper_server/kafka_scripts.ts";
import { systemServerHost } from "./zookeeper_server/server_host.ts";

function startCommand(kind: ServerKind, summary: string): Command {
  const name = `${kind.name}-server-start`;
  return {
    name,
    script: `${name}.sh`,
    summary,
    async run(args, terminal) {
      try {
        return await startServer(kind, { args, host: systemServerHost(), terminal });
      } finally {
        await terminal.flush().catch(() => {/* nobody reads any more */});
      }
    },
  };
}

export const zookeeperServerStart: Command = startCommand(
  ZOOKEEPER_SERVER,
  "Start a ZooKeeper server, as Kafka's script does",
);

export const kafkaServerStart: Command = startCommand(
  KAFKA_SERVER,
  "Start a broker, as Kafka's script does",
);
