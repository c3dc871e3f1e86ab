/**
 * The options of kafka-dump-log.sh.
 *
 * @module
 */

import type { ParsedArguments } from "../arguments.ts";
import type { CommandSpec } from "../command_spec.ts";

const STRING_DECODER = "org.apache.kafka.tools.api.StringDecoder";

export const dumpLogSpec: CommandSpec = {
  command: "kafka-dump-log",
  description:
    "This tool prints the files of a partition's log: its segments, their indexes, the " +
    "producers' snapshots and the index of aborted transactions.",
  needsArguments: true,
  options: [
    {
      name: "cluster-metadata-decoder",
      description: "Read records as those of a KRaft cluster's metadata.",
    },
    {
      name: "deep-iteration",
      description: "Print each record too, not only its batch; --print-data-log means this.",
    },
    {
      name: "files",
      argument: "String: file1, file2, ...",
      required: true,
      description: "REQUIRED: the files, separated by commas.",
    },
    {
      name: "index-sanity-check",
      description: "Only check indexes as a broker does when it starts.",
    },
    {
      name: "key-decoder-class",
      argument: "String",
      optionalArgument: true,
      default: STRING_DECODER,
      description: "What keys are: StringDecoder, IntegerDecoder, LongDecoder or DefaultDecoder.",
    },
    {
      name: "max-bytes",
      argument: "Integer: size",
      type: "integer",
      default: "2147483647",
      description: "End after so many bytes of batches of each .log file.",
    },
    {
      name: "max-message-size",
      argument: "Integer: size",
      type: "integer",
      default: "5242880",
      description: "The largest batch.",
    },
    {
      name: "offsets-decoder",
      description: "Read records as those of __consumer_offsets.",
    },
    {
      name: "print-data-log",
      description: "Print keys and values; any decoder means this.",
    },
    {
      name: "remote-log-metadata-decoder",
      description: "Read records as those of tiered storage. Not there: kedge has none.",
    },
    {
      name: "share-group-state-decoder",
      description: "Read records as those of __share_group_state.",
    },
    {
      name: "skip-record-metadata",
      description: "Print keys and values of records only.",
    },
    {
      name: "transaction-log-decoder",
      description: "Read records as those of __transaction_state.",
    },
    {
      name: "value-decoder-class",
      argument: "String",
      optionalArgument: true,
      default: STRING_DECODER,
      description: "What values are; see --key-decoder-class.",
    },
    {
      name: "verify-index-only",
      description: "Only check indexes against their log.",
    },
  ],
};

/** Options that say what records are. */
const DECODERS = [
  "offsets-decoder",
  "transaction-log-decoder",
  "cluster-metadata-decoder",
  "remote-log-metadata-decoder",
  "share-group-state-decoder",
  "key-decoder-class",
  "value-decoder-class",
] as const;

/** Decoders for records that kedge has no tables of. */
export const MISSING_DECODERS = [
  "remote-log-metadata-decoder",
] as const;

/** Whether keys and values are printed. */
export function printsContent(parsed: ParsedArguments): boolean {
  return parsed.has("print-data-log") || DECODERS.some((name) => parsed.has(name));
}

/** How much of an index is told. */
export type IndexMode = "print" | "verify" | "sanity";

export function indexModeOf(parsed: ParsedArguments): IndexMode {
  if (parsed.has("index-sanity-check")) return "sanity";
  return parsed.has("verify-index-only") ? "verify" : "print";
}
