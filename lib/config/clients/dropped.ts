/**
 * Client settings of Kafka before 1.0 that old files carry, with what stands for them now.
 *
 * @module
 */

/** Old name, and what to write in its place; null where nothing stands for it. */
export const droppedClientSettings: ReadonlyMap<string, string | null> = new Map([
  ["auto.commit.enable", "enable.auto.commit"],
  ["block.on.buffer.full", "max.block.ms"],
  ["broker.list", "bootstrap.servers"],
  ["compression.codec", "compression.type"],
  ["consumer.timeout.ms", "--timeout-ms of kafka-console-consumer"],
  ["fetch.message.max.bytes", "max.partition.fetch.bytes"],
  ["fetch.wait.max.ms", "fetch.max.wait.ms"],
  ["metadata.broker.list", "bootstrap.servers"],
  ["metadata.fetch.timeout.ms", "max.block.ms"],
  ["message.send.max.retries", "retries"],
  ["producer.type", null],
  ["queue.buffering.max.ms", "linger.ms"],
  ["request.required.acks", "acks"],
  ["serializer.class", "value.serializer"],
  ["timeout.ms", "request.timeout.ms"],
  ["topic.metadata.refresh.interval.ms", "metadata.max.age.ms"],
  ["zookeeper.connect", "bootstrap.servers"],
  ["zookeeper.connection.timeout.ms", null],
  ["zookeeper.session.timeout.ms", "session.timeout.ms"],
  ["zookeeper.sync.time.ms", null],
]);
