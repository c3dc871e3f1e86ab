/**
 * kafka-delete-records.sh: deletes the records of partitions before offsets named in a file.
 *
 * @module
 */

import { type DeletedRecords, deleteRecords, type NewStart } from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { BrokerError } from "../client/errors.ts";
import { keyOf } from "../client/topic_partition.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "./cluster_options.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { javaHashOrder, javaPartitionHash } from "./java_hash_order.ts";
import { javaText } from "./java_exception.ts";
import {
  asObject,
  integerField,
  type JsonObject,
  listField,
  readJsonOption,
  repeatedIn,
  requireVersionOne,
  textField,
} from "./json_option.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { requireOptions } from "./option_rules.ts";
import { tellFailure, TerseError } from "./terse_error.ts";

export const kafkaDeleteRecords: Command = defineCommand({
  name: "delete-records",
  script: "kafka-delete-records.sh",
  summary: "Delete the records of partitions before offsets",
  spec: {
    command: "kafka-delete-records",
    description: "This tool helps to delete records of the given partitions down to the " +
      "specified offset.",
    options: [
      bootstrapServerOption,
      commandConfigOption,
      {
        name: "offset-json-file",
        argument: "String: Offset json file path",
        description: "REQUIRED: a JSON file with the first offset to keep of each partition:\n" +
          '{"partitions":\n  [{"topic": "foo", "partition": 1, "offset": 1}],\n "version":1\n}',
      },
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal, environment } = context;
  requireOptions(parsed, ["bootstrap-server", "offset-json-file"]);
  try {
    const file = readJsonOption(parsed, { option: "offset-json-file", environment });
    const starts = parseStarts(file);
    await withAdminCluster(
      { parsed, context },
      (cluster) => deleteAndTell(cluster, starts, terminal),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return tellFailure(error, terminal);
  }
}

function parseStarts(file: JsonObject): NewStart[] {
  requireVersionOne(file);
  const starts = listField(file, "partitions").map((each) => {
    const fields = asObject(each, "partitions");
    return {
      topic: textField(fields, "topic"),
      partition: integerField(fields, "partition"),
      beforeOffset: integerField(fields, "offset"),
    };
  });
  const repeated = repeatedIn(starts.map(keyOf));
  if (repeated.length === 0) return starts;
  throw new TerseError(
    `Offset json file contains duplicate topic partitions: ${repeated.join(",")}`,
  );
}

async function deleteAndTell(
  cluster: Cluster,
  starts: readonly NewStart[],
  terminal: Terminal,
): Promise<void> {
  terminal.stdout("Executing records delete operation\n");
  const absent = await absentPartitions(cluster, starts);
  const present = starts.filter((start) => !absent.some((one) => keyOf(one) === keyOf(start)));
  const results = [...absent, ...await deleteRecords(cluster, present)];
  terminal.stdout("Records delete operation completed:\n");
  for (const result of javaHashOrder(results, { hashOf: javaPartitionHash })) {
    terminal.stdout(
      result.error === null
        ? `partition: ${keyOf(result)}\tlow_watermark: ${result.lowWatermark}\n`
        : `partition: ${keyOf(result)}\terror: ${javaText(result.error)}\n`,
    );
  }
}

/** Partitions that do not exist are told at once, not waited for. */
async function absentPartitions(
  cluster: Cluster,
  starts: readonly NewStart[],
): Promise<DeletedRecords[]> {
  const names = [...new Set(starts.map(({ topic }) => topic))];
  await cluster.retry.run("the metadata of topics", () => cluster.refresh(names));
  return starts.flatMap((start) => {
    if (cluster.known(start.topic)?.partitions[start.partition] !== undefined) return [];
    const error = new BrokerError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, {
      api: "Metadata",
      broker: "the cluster",
      about: keyOf(start),
    });
    return [{ topic: start.topic, partition: start.partition, lowWatermark: -1, error }];
  });
}
