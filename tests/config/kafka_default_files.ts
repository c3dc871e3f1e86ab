/**
 * The settings of the files that come with Kafka, by version: what people start from.
 *
 * @module
 */

const SOCKETS = `num.network.threads=3
num.io.threads=8
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600
`;
const LOGS = `num.partitions=1
num.recovery.threads.per.data.dir=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
`;
const RETENTION = `log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
`;
const SHARE = `share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
`;
const PROTOCOLS = "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT," +
  "SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL\n";

function withZooKeeper(timeoutMs: number): string {
  return `broker.id=0\n${SOCKETS}log.dirs=/tmp/kafka-logs\n${LOGS}${RETENTION}` +
    `zookeeper.connect=localhost:2181\nzookeeper.connection.timeout.ms=${timeoutMs}\n` +
    "group.initial.rebalance.delay.ms=0\n";
}

const KRAFT_3_5 = `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
inter.broker.listener.name=PLAINTEXT
advertised.listeners=PLAINTEXT://localhost:9092
controller.listener.names=CONTROLLER
${PROTOCOLS}${SOCKETS}log.dirs=/tmp/kraft-combined-logs
${LOGS}${RETENTION}`;

const SERVER_4 = `process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
inter.broker.listener.name=PLAINTEXT
advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
controller.listener.names=CONTROLLER
${PROTOCOLS}${SOCKETS}log.dirs=/tmp/kraft-combined-logs
${LOGS}${SHARE}${RETENTION}`;

const BROKER_4 = `process.roles=broker
node.id=2
controller.quorum.bootstrap.servers=localhost:9093
listeners=PLAINTEXT://localhost:9092
inter.broker.listener.name=PLAINTEXT
advertised.listeners=PLAINTEXT://localhost:9092
controller.listener.names=CONTROLLER
${PROTOCOLS}${SOCKETS}log.dirs=/tmp/kraft-broker-logs
${LOGS}${SHARE}${RETENTION}`;

/** config/controller.properties of 4.x: of a node that is no broker. */
export const CONTROLLER_4 = `process.roles=controller
node.id=1
controller.quorum.bootstrap.servers=localhost:9093
listeners=CONTROLLER://:9093
advertised.listeners=CONTROLLER://localhost:9093
controller.listener.names=CONTROLLER
${SOCKETS}log.dirs=/tmp/kraft-controller-logs
${LOGS}${SHARE}${RETENTION}`;

/** Files that a broker starts from: version and name, text, the broker's id, how many listeners. */
export const kafkaDefaultFiles: readonly (readonly [name: string, text: string, id: number])[] = [
  ["2.1 config/server.properties", withZooKeeper(6000), 0],
  ["2.5 config/server.properties", withZooKeeper(18000), 0],
  ["2.8 config/server.properties", withZooKeeper(18000), 0],
  ["3.5 config/server.properties", withZooKeeper(18000), 0],
  ["3.5 config/kraft/server.properties", KRAFT_3_5, 1],
  ["4.0 config/server.properties", SERVER_4, 1],
  ["4.0 config/broker.properties", BROKER_4, 2],
];
