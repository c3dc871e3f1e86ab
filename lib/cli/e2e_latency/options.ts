/**
 * The options of kafka-e2e-latency.sh. The old call names its arguments by their place.
 *
 * @module
 */

import type { CommandSpec } from "../command_spec.ts";
import { TerseError } from "../terse_error.ts";

export const e2eLatencySpec: CommandSpec = {
  command: "kafka-e2e-latency",
  description: "This tool measures how long it takes from sending a record to reading it.",
  needsArguments: true,
  options: [
    {
      name: "bootstrap-server",
      argument: "String: bootstrap-server",
      required: true,
      description: "REQUIRED: brokers to begin with, as HOST1:PORT1,HOST2:PORT2.",
    },
    {
      name: "command-config",
      argument: "String: config-file",
      optionalArgument: true,
      description: "A properties file with settings of the clients.",
    },
    {
      name: "num-headers",
      argument: "Integer: count",
      optionalArgument: true,
      type: "integer",
      default: "0",
      description: "How many headers each record has.",
    },
    {
      name: "num-records",
      argument: "Integer: count",
      required: true,
      type: "integer",
      description: "REQUIRED: how many records to send.",
    },
    {
      name: "producer-acks",
      argument: "String: producer-acks",
      required: true,
      description: "REQUIRED: who must have a record before it is read: 1 or all.",
    },
    {
      name: "record-header-key-size",
      argument: "Integer: bytes",
      optionalArgument: true,
      type: "integer",
      default: "0",
      description: "Bytes of each header's name.",
    },
    {
      name: "record-header-size",
      argument: "Integer: bytes",
      optionalArgument: true,
      type: "integer",
      default: "0",
      description: "Bytes of each header's value; -1 for null.",
    },
    {
      name: "record-key-size",
      argument: "Integer: bytes",
      optionalArgument: true,
      type: "integer",
      default: "0",
      description: "Bytes of each key; 0 for none.",
    },
    {
      name: "record-size",
      argument: "Integer: bytes",
      required: true,
      type: "integer",
      description: "REQUIRED: bytes of each value.",
    },
    {
      name: "topic",
      argument: "String: topic-name",
      required: true,
      description: "REQUIRED: the topic to use; created where it is missing.",
    },
  ],
};

/** By place, as the old call has them. */
const PLACES = [
  "bootstrap-server",
  "topic",
  "num-records",
  "producer-acks",
  "record-size",
  "command-config",
] as const;
const PLACES_MIN = 5;

/** Whether arguments are named by their place. */
export function isOldCall(args: readonly string[]): boolean {
  return args.length > 0 && !args[0]!.startsWith("-");
}

/**
 * The arguments of an old call, with their names.
 *
 * @throws {TerseError} where there are too few or too many
 */
export function namedArguments(args: readonly string[]): string[] {
  if (args.length < PLACES_MIN || args.length > PLACES.length) {
    throw new TerseError(
      `Invalid number of arguments. Expected ${PLACES_MIN} or ${PLACES.length} positional ` +
        `arguments, but got ${args.length}. Usage: bootstrap-server topic num-records ` +
        "producer-acks record-size [optional] command-config",
    );
  }
  const filled = args.filter((arg, index) => index < PLACES_MIN || arg.trim() !== "");
  return filled.flatMap((arg, index) => [`--${PLACES[index]}`, arg]);
}
