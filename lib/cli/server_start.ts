/**
 * `kedge zookeeper-server-start` and `kedge kafka-server-start`, also called by their scripts'
 * names.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { KAFKA_SERVER, startServer, ZOOKEEPER_SERVER } from "./zookeeper_server/kafka_scripts.ts";
import { serverCommand } from "./zookeeper_server/server_command.ts";

export const zookeeperServerStart: Command = serverCommand(ZOOKEEPER_SERVER, {
  verb: "start",
  summary: "Start a ZooKeeper server, as Kafka's script does",
  run: startServer,
});

export const kafkaServerStart: Command = serverCommand(KAFKA_SERVER, {
  verb: "start",
  summary: "Start a broker, as Kafka's script does",
  run: startServer,
});
