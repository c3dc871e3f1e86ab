/**
 * The options of kafka-console-producer.sh, and the producer's settings that they mean.
 *
 * @module
 */

import type { ProducerOptions } from "../../client/producer/producer.ts";
import type { CommandSpec, ParsedArguments } from "../arguments.ts";
import { ClientProperties } from "../client_properties.ts";
import { producerSettings } from "./settings.ts";

const READER_PROPERTIES = "Properties of how lines are read, as key=value:\n" +
  " parse.key=true|false (false)\n" +
  " parse.headers=true|false (false)\n" +
  " ignore.error=true|false (false)\n" +
  " key.separator=<text> (a tab)\n" +
  " headers.delimiter=<text> (a tab)\n" +
  " headers.separator=<text> (,)\n" +
  " headers.key.separator=<text> (:)\n" +
  " null.marker=<text>: a key, value or header of that text is null\n" +
  "A line with headers and key: h1:v1,h2:v2<tab>key<tab>value";

/** Kafka's name of the reader of lines. */
export const LINE_READER_CLASS = "org.apache.kafka.tools.LineMessageReader";

export const consoleProducerSpec: CommandSpec = {
  command: "kafka-console-producer",
  description: "This tool helps to read data from standard input and publish it to Kafka.",
  options: [
    {
      name: "batch-size",
      argument: "Integer: size",
      type: "integer",
      default: "16384",
      description: "Bytes of records for one partition that are sent together (batch.size).",
    },
    {
      name: "bootstrap-server",
      argument: "String: server to connect to",
      description: "REQUIRED: brokers to begin with, as HOST1:PORT1,HOST2:PORT2.",
    },
    {
      name: "broker-list",
      argument: "String: broker-list",
      description: "The old name of --bootstrap-server.",
    },
    {
      name: "command-config",
      argument: "String: config file",
      description: "A properties file with settings of the producer.",
    },
    {
      name: "command-property",
      argument: "String: producer_prop",
      repeated: true,
      description: "A setting of the producer, as key=value; goes before --command-config.",
    },
    {
      name: "compression-codec",
      argument: "String: compression-codec",
      optionalArgument: true,
      description: "How to compress: none, gzip, snappy, lz4 or zstd; gzip where none is named.",
    },
    {
      name: "line-reader",
      argument: "String: reader_class",
      default: LINE_READER_CLASS,
      description: "What makes records of lines. Only the reader of lines is there.",
    },
    {
      name: "max-block-ms",
      argument: "Long: max block on send",
      type: "long",
      default: "60000",
      description: "How long to look for the topic (max.block.ms).",
    },
    {
      name: "max-memory-bytes",
      argument: "Long: total memory in bytes",
      type: "long",
      default: "33554432",
      description: "Bytes of records that may wait to be sent (buffer.memory).",
    },
    {
      name: "max-partition-memory-bytes",
      argument: "Integer: memory in bytes per partition",
      type: "integer",
      default: "16384",
      description: "(Deprecated) The same as --batch-size.",
    },
    {
      name: "message-send-max-retries",
      argument: "Integer",
      type: "integer",
      default: "3",
      description: "How often to send records again (retries).",
    },
    {
      name: "metadata-expiry-ms",
      argument: "Long: metadata expiration interval",
      type: "long",
      default: "300000",
      description: "When to ask for metadata again (metadata.max.age.ms).",
    },
    {
      name: "producer-property",
      argument: "String: producer_prop",
      repeated: true,
      description: "(Deprecated) The same as --command-property.",
    },
    {
      name: "producer.config",
      argument: "String: config file",
      description: "(Deprecated) The same as --command-config.",
    },
    {
      name: "property",
      argument: "String: prop",
      repeated: true,
      description: "(Deprecated) The same as --reader-property.",
    },
    {
      name: "reader-config",
      argument: "String: config file",
      description: "A properties file of how lines are read.",
    },
    {
      name: "reader-property",
      argument: "String: prop",
      repeated: true,
      description: READER_PROPERTIES,
    },
    {
      name: "request-required-acks",
      argument: "String: request required acks",
      default: "-1",
      description: "Who must have a record before it counts as sent: all or -1, 1, 0 (acks).",
    },
    {
      name: "request-timeout-ms",
      argument: "Integer: request timeout ms",
      type: "integer",
      default: "1500",
      description: "How long a broker may take to answer (request.timeout.ms).",
    },
    {
      name: "retry-backoff-ms",
      argument: "Long",
      type: "long",
      default: "100",
      description: "How long to wait before records are sent again (retry.backoff.ms).",
    },
    {
      name: "socket-buffer-size",
      argument: "Integer: size",
      type: "integer",
      default: "102400",
      description: "Accepted and not used: the system sizes the buffers of sockets.",
    },
    { name: "sync", description: "Wait for each record before the next is sent." },
    {
      name: "timeout",
      argument: "Long: timeout_ms",
      type: "long",
      default: "1000",
      description: "How long records wait for others to be sent together (linger.ms).",
    },
    {
      name: "topic",
      argument: "String: topic",
      required: true,
      description: "REQUIRED: the topic.",
    },
    {
      name: "zookeeper",
      argument: "String: urls",
      description: "Not there: producers have never asked ZooKeeper. Name the brokers with " +
        "--bootstrap-server.",
    },
  ],
};

/**
 * The producer's settings: an option goes before a property, a property before an option's default.
 *
 * @throws {PropertyError} where a value cannot be
 */
export function producerOptions(
  parsed: ParsedArguments,
  properties: ReadonlyMap<string, string>,
): Partial<ProducerOptions> {
  const merged = new ClientProperties(mergedProperties(parsed, properties));
  return producerSettings(merged);
}

/** Properties with the options that mean the same put in. */
export function mergedProperties(
  parsed: ParsedArguments,
  properties: ReadonlyMap<string, string>,
): Map<string, string> {
  const merged = new Map(properties);
  const options = [
    ["linger.ms", "timeout"],
    ["acks", "request-required-acks"],
    ["request.timeout.ms", "request-timeout-ms"],
    ["retries", "message-send-max-retries"],
    ["retry.backoff.ms", "retry-backoff-ms"],
    ["max.block.ms", "max-block-ms"],
    ["buffer.memory", "max-memory-bytes"],
    ["batch.size", "batch-size"],
    ["metadata.max.age.ms", "metadata-expiry-ms"],
  ] as const;
  for (const [key, option] of options) {
    if (parsed.has(option) || !merged.has(key)) merged.set(key, parsed.get(option)!);
  }
  if (parsed.has("max-partition-memory-bytes")) {
    merged.set("batch.size", parsed.get("max-partition-memory-bytes")!);
  }
  if (parsed.has("compression-codec")) {
    merged.set("compression.type", parsed.get("compression-codec") || "gzip");
  }
  return merged;
}
