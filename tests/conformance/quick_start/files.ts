/**
 * The files that command lines name, as the documentation has its readers write them.
 *
 * @module
 */

/** By name. What is formatted lies where the script runs. */
export const FILES: Readonly<Record<string, string>> = {
  "kraft-server.properties": [
    "process.roles=broker,controller",
    "node.id=1",
    "controller.quorum.voters=1@localhost:9093",
    "listeners=PLAINTEXT://:9092,CONTROLLER://:9093",
    "controller.listener.names=CONTROLLER",
    "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs=kraft-combined-logs",
    "",
  ].join("\n"),
  "consumer.properties": "group.id=my-third-group\n",
  "topics-to-move.json": JSON.stringify({ topics: [{ topic: "test" }], version: 1 }),
  "expand-cluster-reassignment.json": JSON.stringify({
    version: 1,
    partitions: [{ topic: "test", partition: 0, replicas: [0] }],
  }),
  "delete-records.json": JSON.stringify({
    partitions: [{ topic: "test", partition: 0, offset: 2 }],
    version: 1,
  }),
};
