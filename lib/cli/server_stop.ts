/**
 * `kedge zookeeper-server-stop` and `kedge kafka-server-stop`, also called by their scripts' names.
 *
 * @module
 */
import type { Command } from "./command.ts";
import {
  KAFKA_SERVER,
  type ServerKind,
  stopServers,
  ZOOKEEPER_SERVER,
} from "./zookeeper_server/kafka_scripts.ts";
import { systemServerHost } from "./zookeeper_server/server_host.ts";

function stopCommand(kind: ServerKind, summary: string): Command {
  const name = `${kind.name}-server-stop`;
  return {
    name,
    script: `${name}.sh`,
    summary,
    async run(args, terminal) {
      try {
        return await stopServers(kind, { args, host: systemServerHost(), terminal });
      } finally {
        await terminal.flush().catch(() => {/* nobody reads any more */});
      }
    },
  };
}

export const zookeeperServerStop: Command = stopCommand(
  ZOOKEEPER_SERVER,
  "Stop the ZooKeeper servers of this user",
);

export const kafkaServerStop: Command = stopCommand(
  KAFKA_SERVER,
  "Stop the brokers of this user",
);
