/**
 * `kedge zookeeper-server-stop` and `kedge kafka-server-stop`, also called by their scripts' names.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { KAFKA_SERVER, stopServers, ZOOKEEPER_SERVER } from "./zookeeper_server/kafka_scripts.ts";
import { serverCommand } from "./zookeeper_server/server_command.ts";

export const zookeeperServerStop: Command = serverCommand(ZOOKEEPER_SERVER, {
  verb: "stop",
  summary: "Stop the ZooKeeper servers of this user",
  run: stopServers,
});

export const kafkaServerStop: Command = serverCommand(KAFKA_SERVER, {
  verb: "stop",
  summary: "Stop the brokers of this user",
  run: stopServers,
});
