/**
 * The options of kafka-verifiable-consumer.sh.
 *
 * @module
 */

import type { ArgparseSpec } from "../argparse/spec.ts";

export const RANGE_ASSIGNOR = "org.apache.kafka.clients.consumer.RangeAssignor";

export const verifiableConsumerSpec: ArgparseSpec = {
  command: "verifiable-consumer",
  description: "This tool reads a topic as a member of a group and prints what happens " +
    "(assignments, records, commits) as JSON.",
  arguments: [
    {
      name: "topic",
      metavar: "TOPIC",
      required: true,
      description: "The topic to read.",
    },
    {
      name: "group-protocol",
      metavar: "GROUP-PROTOCOL",
      default: "classic",
      description: "How the group shares its partitions. Only classic is there yet.",
    },
    {
      name: "group-remote-assignor",
      metavar: "GROUP-REMOTE-ASSIGNOR",
      description: "For the group protocol consumer.",
    },
    {
      name: "group-id",
      metavar: "GROUP-ID",
      required: true,
      description: "The group to read as.",
    },
    {
      name: "group-instance-id",
      metavar: "GROUP-INSTANCE-ID",
      description: "Makes this a static member of that name.",
    },
    {
      name: "max-messages",
      metavar: "MAX-MESSAGES",
      type: "integer",
      default: "-1",
      description: "How many records to read; -1 for all until the process is ended.",
    },
    {
      name: "session-timeout",
      metavar: "TIMEOUT-MS",
      type: "integer",
      description: "After how long without a sign the group gives the member up.",
    },
    { name: "verbose", description: "Print each record." },
    { name: "enable-autocommit", description: "Commit now and then instead of after each poll." },
    {
      name: "reset-policy",
      metavar: "RESET-POLICY",
      default: "earliest",
      description: "Where to begin without a committed offset: earliest, latest or none.",
    },
    {
      name: "assignment-strategy",
      metavar: "ASSIGNMENT-STRATEGY",
      default: RANGE_ASSIGNOR,
      description: "How a classic group shares its partitions. Only ranges are there yet.",
    },
    {
      name: "consumer.config",
      metavar: "CONFIG-FILE",
      description: "(DEPRECATED) The same as --command-config.",
    },
    {
      name: "command-config",
      metavar: "CONFIG-FILE",
      description: "A properties file with settings of the consumer; options go before them.",
    },
    {
      name: "bootstrap-server",
      oldName: "broker-list",
      metavar: "HOST1:PORT1[,HOST2:PORT2[...]]",
      connection: true,
      required: true,
      description: "Brokers to begin with.",
    },
  ],
};
