/**
 * kafka-streams-application-reset.sh: lets a Kafka Streams application read its input anew, and
 * deletes the topics it keeps for itself. What it keeps on its own disk stays: the application's
 * cleanUp removes that.
 *
 * @module
 */

import {
  commitOffsets,
  deleteTopics,
  describeGroup,
  listTopics,
  removeMembers,
} from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { hasCode } from "../client/errors.ts";
import { OffsetTimestamp } from "../client/list_offsets.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "./cluster_options.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { partitionsOf } from "./groups/partition_arguments.ts";
import { javaHashOrder, javaPartitionHash } from "./java_hash_order.ts";
import { javaText } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { refuseTogether } from "./option_rules.ts";
import {
  type InputOffset,
  inputOffsets,
  offsetsAt,
  RESET_OPTIONS,
} from "./streams_reset/input_offsets.ts";
import { TerseError } from "./terse_error.ts";

const withOptions: Command = defineCommand({
  name: "streams-application-reset",
  script: "kafka-streams-application-reset.sh",
  summary: "Let a Kafka Streams application read its input anew",
  spec: {
    command: "kafka-streams-application-reset",
    description: "This tool helps to quickly reset an application in order to reprocess its data " +
      "from scratch.\nIt sets the offsets of input topics to their beginning, or to where an " +
      "option says, and deletes the internal topics of the application (application.id-...). It " +
      "leaves output topics, and what the application keeps on its own disk: remove that with " +
      "KafkaStreams.cleanUp, else the results are wrong. Stop the application before, and see " +
      "what would be done with --dry-run.",
    options: [
      {
        name: "application-id",
        argument: "String: id",
        description: "REQUIRED: the application's id (application.id).",
      },
      {
        ...bootstrapServerOption,
        default: "localhost:9092",
        description: "Brokers to begin with.",
      },
      {
        name: "by-duration",
        argument: "String",
        description: "To where they were so long ago: PnDTnHnMnS.",
      },
      commandConfigOption,
      {
        name: "config-file",
        argument: "String: file name",
        description: "As before Kafka 4.2: the same as --command-config.",
      },
      { name: "dry-run", description: "Show what would be done, and do nothing." },
      {
        name: "force",
        description: "Remove members that the group still has: of an application that stopped " +
          "without saying so.",
      },
      {
        name: "from-file",
        argument: "String",
        description: "To the offsets of a file with lines topic,partition,offset.",
      },
      {
        name: "input-topics",
        argument: "String: list",
        repeated: true,
        description: "Topics that the application reads, separated by commas.",
      },
      {
        name: "intermediate-topics",
        argument: "String: list",
        repeated: true,
        description: "Topics that it writes and reads, separated by commas: to their ends.",
      },
      {
        name: "internal-topics",
        argument: "String: list",
        repeated: true,
        description: "Delete only these of its internal topics, separated by commas.",
      },
      {
        name: "shift-by",
        argument: "Long: number-of-offsets",
        type: "long",
        description: "So many records further, or back where the number is below 0.",
      },
      {
        name: "to-datetime",
        argument: "String",
        description: "To a date and time: YYYY-MM-DDThh:mm:ss.sss.",
      },
      { name: "to-earliest", description: "To the beginnings." },
      { name: "to-latest", description: "To the ends." },
      { name: "to-offset", argument: "Long", type: "long", description: "To this offset." },
      {
        name: "zookeeper",
        argument: "String: url",
        description: "Accepted for old calls: where --bootstrap-server is not given, the brokers " +
          "are looked up there.",
      },
    ],
  },
  run,
});

export const kafkaStreamsApplicationReset: Command = {
  ...withOptions,
  run(args, terminal, environment) {
    // Until Kafka 3 the option had this name.
    const named = args.map((word) => word.replace(/^(--?bootstrap-server)s(?==|$)/, "$1"));
    return withOptions.run(named, terminal, environment);
  },
};

interface Call {
  readonly parsed: ParsedArguments;
  readonly context: CommandContext;
}

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  if (!parsed.has("application-id")) {
    throw new UsageError("Missing required option(s) [application-id]", parsed.spec);
  }
  for (const used of RESET_OPTIONS) {
    refuseTogether(parsed, { used, refused: RESET_OPTIONS.filter((name) => name !== used) });
  }
  try {
    return await withAdminCluster(
      { parsed, context },
      (cluster) => reset(cluster, { parsed, context }),
    );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const text = error instanceof TerseError ? error.message : javaText(error);
    context.terminal.stderr(`ERROR: ${text}\n`);
    return 1;
  }
}

async function reset(cluster: Cluster, call: Call): Promise<number> {
  const { parsed, context: { terminal } } = call;
  await requireStopped(cluster, call);
  const topics = (await listTopics(cluster)).map(({ name }) => name);
  if (parsed.has("dry-run")) {
    terminal.stdout(
      "----Dry run displays the actions which will be performed when running Streams Reset " +
        "Tool----\n",
    );
  }
  const exitCode = await resetOffsets(cluster, topics, call);
  await deleteInternalTopics(cluster, topics, call);
  return exitCode;
}

async function requireStopped(cluster: Cluster, { parsed, context }: Call): Promise<void> {
  const group = parsed.get("application-id")!;
  const members = await describeGroup(cluster, group).then(
    (description) => description.members,
    (error: unknown) => {
      if (hasCode(error, ErrorCode.GROUP_ID_NOT_FOUND)) return [];
      throw error;
    },
  );
  if (members.length === 0) return;
  if (!parsed.has("force")) {
    throw new TerseError(
      `Consumer group '${group}' is still active and has following members: ` +
        `[${members.map(({ memberId }) => memberId).join(", ")}]. Make sure to stop all running ` +
        "application instances before running the reset tool. You can use option '--force' to " +
        "remove active members from the group.",
    );
  }
  context.terminal.stdout(`Force deleting all active members in the group: ${group}\n`);
  await removeMembers(cluster, group, members);
}

function namesOf(parsed: ParsedArguments, option: string): string[] {
  return parsed.all(option).flatMap((list) => list.split(",")).filter((name) => name !== "");
}

/** The exit code: 1 where a topic does not exist. */
async function resetOffsets(
  cluster: Cluster,
  topics: readonly string[],
  call: Call,
): Promise<number> {
  const { parsed, context: { terminal } } = call;
  const say = (text: string) => terminal.stdout(`${text}\n`);
  const input = namesOf(parsed, "input-topics");
  const intermediate = namesOf(parsed, "intermediate-topics");
  if (input.length === 0 && intermediate.length === 0) {
    say("No input or intermediate topics specified. Skipping seek.");
    return 0;
  }
  if (input.length > 0) say(`Reset-offsets for input topics [${input.join(", ")}]`);
  if (intermediate.length > 0) {
    say(`Seek-to-end for intermediate topics [${intermediate.join(", ")}]`);
  }
  const kinds = [["input", input], ["intermediate", intermediate]] as const;
  let exitCode = 0;
  for (const [kind, names] of kinds) {
    const missing = names.filter((name) => !topics.includes(name));
    if (missing.length === 0) continue;
    say(`Following ${kind} topics are not found, skipping them`);
    for (const name of missing) say(`Topic: ${name}`);
    exitCode = 1;
  }
  const present = (names: readonly string[]) => names.filter((name) => topics.includes(name));
  const offsets = [
    ...await inputReset(cluster, present(input), call),
    ...await intermediateReset(cluster, present(intermediate), call),
  ];
  if (offsets.length === 0) return exitCode;
  if (!parsed.has("dry-run")) {
    await commitOffsets(cluster, parsed.get("application-id")!, { offsets });
  }
  say("Done.");
  return exitCode;
}

async function inputReset(
  cluster: Cluster,
  topics: readonly string[],
  call: Call,
): Promise<InputOffset[]> {
  if (topics.length === 0) return [];
  const { parsed, context: { terminal } } = call;
  terminal.stdout(
    "Following input topics offsets will be reset to (for consumer group " +
      `${parsed.get("application-id")})\n`,
  );
  const partitions = javaHashOrder(await partitionsOf(cluster, topics), {
    hashOf: javaPartitionHash,
  });
  const offsets = await inputOffsets(cluster, partitions, call);
  for (const { topic, partition, offset } of offsets) {
    terminal.stdout(`Topic: ${topic} Partition: ${partition} Offset: ${offset}\n`);
  }
  return offsets;
}

async function intermediateReset(
  cluster: Cluster,
  topics: readonly string[],
  { parsed, context: { terminal } }: Call,
): Promise<InputOffset[]> {
  if (topics.length === 0) return [];
  terminal.stdout(
    "Following intermediate topics offsets will be reset to end (for consumer group " +
      `${parsed.get("application-id")})\n`,
  );
  const partitions = await partitionsOf(cluster, topics);
  for (const { topic } of partitions) terminal.stdout(`Topic: ${topic}\n`);
  return await offsetsAt(cluster, partitions, OffsetTimestamp.LATEST);
}

/** How the topics end that Streams makes for itself. */
const INTERNAL = new RegExp(
  "(-changelog|-repartition|-subscription-registration-topic|-subscription-response-topic|" +
    ".+-KTABLE-FK-JOIN-SUBSCRIPTION-(REGISTRATION|RESPONSE)-\\d+-topic)$",
);

async function deleteInternalTopics(
  cluster: Cluster,
  topics: readonly string[],
  { parsed, context: { terminal } }: Call,
): Promise<void> {
  const own = [...namesOf(parsed, "input-topics"), ...namesOf(parsed, "intermediate-topics")];
  const start = `${parsed.get("application-id")}-`;
  const inferred = topics.filter((name) =>
    !own.includes(name) && name.startsWith(start) && INTERNAL.test(name)
  );
  const specified = namesOf(parsed, "internal-topics");
  if (!specified.every((name) => inferred.includes(name))) {
    throw new TerseError(
      "Invalid topic specified in the --internal-topics option. Ensure that the topics specified " +
        "are all internal topics. Do a dry run without the --internal-topics option to see the " +
        "list of all internal topics that can be deleted.",
    );
  }
  const [kind, chosen] = specified.length > 0
    ? ["specified", specified] as const
    : ["inferred", inferred] as const;
  terminal.stdout(`Deleting ${kind} internal topics [${chosen.join(", ")}]\n`);
  if (!parsed.has("dry-run")) await deleteTopics(cluster, chosen);
  terminal.stdout("Done.\n");
}
