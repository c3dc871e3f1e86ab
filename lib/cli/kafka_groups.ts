/**
 * kafka-groups.sh: lists groups of all types.
 *
 * @module
 */

import { type GroupListing, listGroups } from "../client/admin/mod.ts";
import { CONSUMER_PROTOCOL_TYPE } from "../client/consumer_protocol.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "./cluster_options.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { tableLines } from "./groups/table.ts";
import { javaHashOrder, javaStringHash } from "./java_hash_order.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { refuseTogether, requireOptions } from "./option_rules.ts";
import { tellFailure, TerseError } from "./terse_error.ts";

const TYPES = ["classic", "consumer", "share", "streams"];
const FILTERS = ["consumer", "group-type", "protocol", "share", "streams"];
const WIDTH_MIN = 20;

export const kafkaGroups: Command = defineCommand({
  name: "groups",
  script: "kafka-groups.sh",
  summary: "List groups of all types",
  spec: {
    command: "kafka-groups",
    description: "This tool helps to list groups of all types.",
    needsArguments: true,
    options: [
      bootstrapServerOption,
      commandConfigOption,
      { name: "consumer", description: "Only groups of consumers, of either protocol." },
      {
        name: "group-type",
        argument: "String: type",
        description: `Only groups of this type: ${TYPES.join(", ")}.`,
      },
      { name: "list", description: "REQUIRED: list groups." },
      {
        name: "protocol",
        argument: "String: protocol",
        description: "Only groups of this protocol type.",
      },
      { name: "share", description: "Only share groups." },
      { name: "streams", description: "Only streams groups." },
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  if (!parsed.has("list")) {
    throw new UsageError("Command must include exactly one action: --list.", parsed.spec);
  }
  requireOptions(parsed, ["bootstrap-server"]);
  for (const used of ["consumer", "share", "streams"]) {
    const refused = FILTERS.filter((filter) => filter !== used);
    refuseTogether(parsed, { used, refused });
  }
  try {
    const type = parsed.get("group-type")?.toLowerCase();
    if (type !== undefined && !TYPES.includes(type)) {
      throw new TerseError("--group-type must be a valid group type.");
    }
    const groups = await withAdminCluster({ parsed, context }, (cluster) => listGroups(cluster));
    const shown = javaHashOrder(groups.filter((group) => isShown(group, parsed)), {
      hashOf: ({ groupId }) => javaStringHash(groupId),
    });
    const longest = Math.max(WIDTH_MIN, ...shown.map(({ groupId }) => groupId.length));
    const columns = [
      { title: "GROUP", width: longest, cell: ({ groupId }: GroupListing) => groupId },
      { title: "TYPE", width: longest, cell: ({ type: name }: GroupListing) => capital(name) },
      { title: "PROTOCOL", width: longest, cell: (group: GroupListing) => group.protocolType },
    ];
    // Kafka's rows are a space longer than the line of titles.
    const [titles, ...rows] = tableLines(columns, shown);
    terminal.stdout([`${titles}\n`, ...rows.map((line) => `${line} \n`)].join(""));
    return 0;
  } catch (error) {
    return tellFailure(error, terminal);
  }
}

function isShown({ type, protocolType }: GroupListing, parsed: ParsedArguments): boolean {
  const name = type.toLowerCase();
  if (parsed.has("consumer")) {
    const isClassic = name === "classic" || name === "";
    return name === "consumer" ||
      (isClassic && (protocolType === "" || protocolType === CONSUMER_PROTOCOL_TYPE));
  }
  if (parsed.has("share")) return name === "share";
  if (parsed.has("streams")) return name === "streams";
  const wanted = parsed.get("group-type")?.toLowerCase();
  if (wanted !== undefined && name !== wanted) return false;
  return !parsed.has("protocol") || protocolType === parsed.get("protocol");
}

function capital(type: string): string {
  return type === "" ? "Unknown" : type.charAt(0).toUpperCase() + type.slice(1);
}
