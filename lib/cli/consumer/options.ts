/**
 * The options of kafka-console-consumer.sh, and what they mean.
 *
 * @module
 */

import type { ConsumerOptions } from "../../client/consumer/consumer.ts";
import type { Random } from "../../io/random.ts";
import { type CommandSpec, type ParsedArguments, UsageError } from "../arguments.ts";
import { ClientProperties } from "../client_properties.ts";
import { refuseBoth, refuseGone, requireOptions } from "../option_rules.ts";
import { consumerSettings } from "./settings.ts";

export const DEFAULT_FORMATTER = "org.apache.kafka.tools.consumer.DefaultMessageFormatter";

const FORMATTER_PROPERTIES = "Properties of how records are printed, as key=value:\n" +
  " print.timestamp=true|false\n" +
  " print.key=true|false\n" +
  " print.offset=true|false\n" +
  " print.epoch=true|false\n" +
  " print.partition=true|false\n" +
  " print.headers=true|false\n" +
  " print.value=true|false\n" +
  " key.separator=<text>\n" +
  " line.separator=<text>\n" +
  " headers.separator=<text>\n" +
  " null.literal=<text>\n" +
  " key.deserializer=<class>\n" +
  " value.deserializer=<class>\n" +
  " headers.deserializer=<class>";

export const consoleConsumerSpec: CommandSpec = {
  command: "kafka-console-consumer",
  description: "This tool helps to read data from Kafka topics and outputs it to standard output.",
  options: [
    {
      name: "bootstrap-server",
      argument: "String: server to connect to",
      description: "REQUIRED: brokers to begin with, as HOST1:PORT1,HOST2:PORT2.",
    },
    {
      name: "command-config",
      argument: "String: config file",
      description: "A properties file with settings of the consumer.",
    },
    {
      name: "command-property",
      argument: "String: consumer_prop",
      repeated: true,
      description: "A setting of the consumer, as key=value; goes before --command-config.",
    },
    {
      name: "consumer-property",
      argument: "String: consumer_prop",
      repeated: true,
      description: "(Deprecated) The same as --command-property.",
    },
    {
      name: "consumer.config",
      argument: "String: config file",
      description: "(Deprecated) The same as --command-config.",
    },
    {
      name: "enable-systest-events",
      description: "Print events of the consumer's life as well.",
    },
    {
      name: "formatter",
      argument: "String: class",
      default: DEFAULT_FORMATTER,
      description: "How records are printed, by the name of Kafka's class: " +
        "DefaultMessageFormatter, LoggingMessageFormatter, NoOpMessageFormatter, " +
        "OffsetsMessageFormatter or GroupMetadataMessageFormatter.",
    },
    {
      name: "formatter-config",
      argument: "String: config file",
      description: "A properties file of how records are printed.",
    },
    {
      name: "formatter-property",
      argument: "String: prop",
      repeated: true,
      description: FORMATTER_PROPERTIES,
    },
    {
      name: "from-beginning",
      description: "Where the group has no committed offset: begin with the first record that " +
        "is there, not with the next to come.",
    },
    {
      name: "group",
      argument: "String: consumer group id",
      description: "The group to read as; one made up for this call where left out.",
    },
    {
      name: "include",
      argument: "String: Java regex (String)",
      description: "Read all topics whose names match this regular expression.",
    },
    {
      name: "isolation-level",
      argument: "String",
      default: "read_uncommitted",
      description: "read_committed leaves out what belongs to transactions that were not " +
        "committed; read_uncommitted reads all.",
    },
    {
      name: "key-deserializer",
      argument: "String: deserializer for keys",
      description: "What keys are, by the name of Kafka's class.",
    },
    {
      name: "max-messages",
      argument: "Integer: num_messages",
      type: "integer",
      description: "End after so many records.",
    },
    {
      name: "new-consumer",
      description: "Accepted for old calls: there is no other consumer any more.",
    },
    {
      name: "offset",
      argument: "String: consume offset",
      default: "latest",
      description: "With --partition: where to begin, a number from 0 on, earliest or latest.",
    },
    {
      name: "partition",
      argument: "Integer: partition",
      type: "integer",
      description: "Read this partition only.",
    },
    {
      name: "property",
      argument: "String: prop",
      repeated: true,
      description: "(Deprecated) The same as --formatter-property.",
    },
    {
      name: "skip-message-on-error",
      description: "Go on after a record that cannot be printed.",
    },
    {
      name: "timeout-ms",
      argument: "Long: timeout_ms",
      type: "long",
      description: "End when no record has come for so long.",
    },
    { name: "topic", argument: "String: topic", description: "The topic to read." },
    {
      name: "value-deserializer",
      argument: "String: deserializer for values",
      description: "What values are, by the name of Kafka's class.",
    },
    {
      name: "whitelist",
      argument: "String: Java regex (String)",
      description: "The old name of --include.",
    },
    {
      name: "zookeeper",
      argument: "String: urls",
      description: "Not there: consumers have not asked ZooKeeper since Kafka 2.0. Name the " +
        "brokers with --bootstrap-server.",
    },
  ],
};

/** The pattern of topics, by either name of its option; undefined where none was given. */
export function includedTopics(parsed: ParsedArguments): string | undefined {
  return parsed.get("include") ?? parsed.get("whitelist");
}

/** Where to begin in a partition. */
export type StartOffset = "earliest" | "latest" | number;

/**
 * Checks the options against each other.
 *
 * @throws {UsageError} in Kafka's words
 */
export function checkConsumerOptions(parsed: ParsedArguments): void {
  const refuse = (text: string) => {
    throw new UsageError(text, parsed.spec);
  };
  refuseGone(parsed, {
    names: ["zookeeper"],
    reason: "consumers have not asked ZooKeeper since Kafka 2.0",
  });
  if (parsed.has("topic") === (includedTopics(parsed) !== undefined)) {
    refuse("Exactly one of the following arguments is required: [topic], [include]");
  }
  if (parsed.has("partition")) {
    if (!parsed.has("topic")) refuse("The topic is required when partition is specified.");
    if (parsed.has("from-beginning") && parsed.has("offset")) {
      refuse("Options from-beginning and offset cannot be specified together.");
    }
  } else if (parsed.has("offset")) {
    refuse("The partition is required when offset is specified.");
  }
  requireOptions(parsed, ["bootstrap-server"]);
  refuseBoth(parsed, "consumer-property", "command-property");
  refuseBoth(parsed, "consumer.config", "command-config");
  refuseBoth(parsed, "property", "formatter-property");
}

/** Where `--offset` and `--from-beginning` say to begin. */
export function startOffsetOf(parsed: ParsedArguments): StartOffset {
  if (!parsed.has("offset")) return parsed.has("from-beginning") ? "earliest" : "latest";
  const text = parsed.get("offset")!;
  const name = text.toLowerCase();
  if (name === "earliest" || name === "latest") return name;
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UsageError(
    `The provided offset value '${text}' is incorrect. Valid values are 'earliest', 'latest', or ` +
      "a non-negative long.",
    parsed.spec,
  );
}

const GENERATED_GROUPS = 100_000;

/**
 * The consumer's settings.
 *
 * @param options `groupId`: null makes up a group, which does not commit
 * @throws {PropertyError} where a value cannot be
 */
export function consumerOptions(
  parsed: ParsedArguments,
  options: {
    properties: ReadonlyMap<string, string>;
    groupId: string | null;
    random: Random;
  },
): Partial<ConsumerOptions> {
  const { groupId, random } = options;
  const settings = consumerSettings(
    new ClientProperties(withIsolationLevel(parsed, options.properties)),
  );
  return {
    offsetReset: parsed.has("from-beginning") ? "earliest" : "latest",
    // Where the group is made up for this call, nobody asks for its offsets.
    commitMode: groupId === null ? "manual" : "auto",
    ...settings,
    groupId: groupId ?? `console-consumer-${random.int(GENERATED_GROUPS)}`,
  };
}

/** An option goes before a property, a property before the option's default. */
function withIsolationLevel(
  parsed: ParsedArguments,
  properties: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const key = "isolation.level";
  if (properties.has(key) && !parsed.has("isolation-level")) return properties;
  return new Map([...properties, [key, parsed.get("isolation-level")!]]);
}
