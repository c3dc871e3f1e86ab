/**
 * The options of kafka-console-share-consumer.sh, and what they mean.
 *
 * @module
 */

import { AcknowledgeType } from "../../client/share_consumer/acknowledgements.ts";
import type { ShareConsumerOptions } from "../../client/share_consumer/share_consumer.ts";
import { type CommandSpec, type ParsedArguments, UsageError } from "../arguments.ts";
import { ClientProperties, given } from "../client_properties.ts";
import { refuseBoth, requireOptions } from "../option_rules.ts";
import { TerseError } from "../terse_error.ts";
import { consoleConsumerSpec } from "./options.ts";

/** The options that mean the same as the console consumer's. */
const SHARED: readonly string[] = [
  "bootstrap-server",
  "command-config",
  "command-property",
  "consumer-property",
  "enable-systest-events",
  "formatter",
  "formatter-config",
  "key-deserializer",
  "max-messages",
  "property",
  "topic",
  "value-deserializer",
];

const shared = consoleConsumerSpec.options.filter(({ name }) => SHARED.includes(name));
const formatterProperties = consoleConsumerSpec.options
  .find(({ name }) => name === "formatter-property")!;

export const shareConsumerSpec: CommandSpec = {
  command: "kafka-console-share-consumer",
  description: "This tool helps to read data from Kafka topics using share groups and outputs it " +
    "to standard output.",
  options: [
    ...shared,
    {
      name: "consumer-config",
      argument: "String: config file",
      description: "(Deprecated) The same as --command-config.",
    },
    {
      ...formatterProperties,
      description: formatterProperties.description.replace(
        "\n print.epoch",
        "\n print.delivery=true|false\n print.epoch",
      ),
    },
    {
      name: "group",
      argument: "String: share group id",
      description: "The share group to read as; console-share-consumer where left out.",
    },
    { name: "reject", description: "Reject each record after printing it: nobody gets it again." },
    {
      name: "reject-message-on-error",
      description: "Reject a record that cannot be printed and go on, instead of ending.",
    },
    {
      name: "release",
      description: "Release each record after printing it: it is delivered again.",
    },
    {
      name: "timeout-ms",
      argument: "Integer: timeout_ms",
      type: "integer" as const,
      description: "End when no record has come for so long.",
    },
  ].sort(({ name }, other) => name < other.name ? -1 : 1),
};

/** The group that a share consumer without one reads as. */
export const DEFAULT_SHARE_GROUP = "console-share-consumer";

/**
 * Checks the options against each other.
 *
 * @throws {UsageError} in Kafka's words
 */
export function checkShareConsumerOptions(parsed: ParsedArguments): void {
  const refuse = (text: string) => {
    throw new UsageError(text, parsed.spec);
  };
  if (!parsed.has("topic")) refuse("--topic is a required argument");
  requireOptions(parsed, ["bootstrap-server"]);
  if (parsed.has("reject") && parsed.has("release")) {
    refuse("At most one of --reject and --release may be specified.");
  }
  refuseBoth(parsed, "consumer-property", "command-property");
  refuseBoth(parsed, "consumer-config", "command-config");
  refuseBoth(parsed, "property", "formatter-property");
}

/** What is said of a record that was printed. */
export function acknowledgeTypeOf(parsed: ParsedArguments): AcknowledgeType {
  if (parsed.has("reject")) return AcknowledgeType.REJECT;
  return parsed.has("release") ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT;
}

/** Settings of other consumers: a share group keeps them on the broker, or has no such thing. */
const UNSUPPORTED: readonly string[] = [
  "auto.offset.reset",
  "enable.auto.commit",
  "group.instance.id",
  "isolation.level",
  "partition.assignment.strategy",
  "interceptor.classes",
  "session.timeout.ms",
  "heartbeat.interval.ms",
  "group.protocol",
  "group.remote.assignor",
];

/**
 * The share consumer's settings.
 *
 * @throws {TerseError} for a setting that share groups do not have, or no group id
 * @throws {PropertyError} where a value cannot be
 */
export function shareConsumerSettings(
  properties: ReadonlyMap<string, string>,
  groupId: string,
): Partial<ShareConsumerOptions> & Pick<ShareConsumerOptions, "groupId"> {
  const refused = UNSUPPORTED.find((key) => properties.has(key));
  if (refused !== undefined) {
    throw new TerseError(
      `org.apache.kafka.common.config.ConfigException: ${refused} cannot be set when using a ` +
        "share group.",
    );
  }
  if (groupId === "") {
    throw new TerseError(
      "org.apache.kafka.common.errors.InvalidGroupIdException: You must provide a valid group.id " +
        "in the consumer configuration.",
    );
  }
  const client = new ClientProperties(properties);
  const createTopics = client.oneOf("allow.auto.create.topics", ["true", "false"]);
  return {
    groupId,
    ...given({
      missingTopics: createTopics === "false" ? "never" as const : undefined,
      pollRecordsMax: client.integer("max.poll.records"),
      fetchBytesMin: client.integer("fetch.min.bytes"),
      fetchBytesMax: client.integer("fetch.max.bytes"),
      fetchWaitMs: client.integer("fetch.max.wait.ms"),
    }),
  };
}
