/**
 * The options of kafka-verifiable-producer.sh.
 *
 * @module
 */

import type { ArgparseSpec } from "../argparse/spec.ts";

export const verifiableProducerSpec: ArgparseSpec = {
  command: "verifiable-producer",
  description: "This tool sends growing numbers to a topic and prints what became of each as " +
    "JSON, so that others can check which were acknowledged.",
  arguments: [
    {
      name: "topic",
      metavar: "TOPIC",
      required: true,
      description: "The topic to send to.",
    },
    {
      name: "max-messages",
      metavar: "MAX-MESSAGES",
      type: "integer",
      default: "-1",
      description: "How many records to send; -1 for as many as go until the process is ended.",
    },
    {
      name: "throughput",
      metavar: "THROUGHPUT",
      type: "integer",
      default: "-1",
      description: "About how many records to send per second; negative for no limit.",
    },
    {
      name: "acks",
      metavar: "ACKS",
      type: "integer",
      choices: ["0", "1", "-1"],
      default: "-1",
      description: "Who must have a record before it counts as sent: -1 (all), 1 or 0.",
    },
    {
      name: "producer.config",
      metavar: "CONFIG-FILE",
      description: "(DEPRECATED) The same as --command-config.",
    },
    {
      name: "message-create-time",
      metavar: "CREATE-TIME",
      type: "long",
      default: "-1",
      description: "The first record's timestamp, in ms since the epoch; -1 for now.",
    },
    {
      name: "value-prefix",
      metavar: "VALUE-PREFIX",
      type: "integer",
      description: "A number before each value, with a dot between.",
    },
    {
      name: "repeating-keys",
      metavar: "REPEATING-KEYS",
      type: "integer",
      description: "Give records keys: 0, 1 … up to this number less one, then again.",
    },
    {
      name: "command-config",
      metavar: "CONFIG-FILE",
      description: "A properties file with settings of the producer; they go before the options.",
    },
    {
      name: "bootstrap-server",
      oldName: "broker-list",
      metavar: "HOST1:PORT1[,HOST2:PORT2[...]]",
      connection: true,
      required: true,
      description: "REQUIRED: brokers to begin with.",
    },
  ],
};
