/**
 * kafka-client-metrics.sh: subscriptions to the metrics of clients (KIP-714).
 *
 * @module
 */

import {
  AlterConfigOp,
  alterConfigs,
  ConfigResourceType,
  describeConfigs,
  listConfigResources,
} from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "./cluster_options.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { javaMessage } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { requireExactlyOne } from "./option_rules.ts";
import { TerseError } from "./terse_error.ts";

const type = ConfigResourceType.CLIENT_METRICS;
const ACTIONS = ["alter", "delete", "describe", "list"] as const;

export const kafkaClientMetrics: Command = defineCommand({
  name: "client-metrics",
  script: "kafka-client-metrics.sh",
  summary: "Manage subscriptions to the metrics of clients",
  spec: {
    command: "kafka-client-metrics",
    description: "This tool helps to manipulate and describe client metrics configurations.",
    needsArguments: true,
    options: [
      { name: "alter", description: "Make a subscription, or change it." },
      bootstrapServerOption,
      commandConfigOption,
      { name: "delete", description: "Delete a subscription." },
      { name: "describe", description: "Show a subscription, or all." },
      { name: "generate-name", description: "With --alter: make up a name." },
      {
        name: "interval",
        argument: "Integer: push interval",
        type: "integer",
        description: "With --alter: how often clients send, in ms.",
      },
      { name: "list", description: "List the names of subscriptions." },
      {
        name: "match",
        argument: "String: k1=v1,k2=v2",
        description: "With --alter: which clients; each value is a regular expression for " +
          "client_id, client_instance_id, client_software_name, client_software_version, " +
          "client_source_address or client_source_port.",
      },
      {
        name: "metrics",
        argument: "String: m1,m2",
        description: "With --alter: which metrics, by the beginnings of their names.",
      },
      { name: "name", argument: "String: name", description: "The subscription." },
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const chosen = requireExactlyOne(parsed, {
    names: ACTIONS,
    otherwise: "Command must include exactly one action: --alter, --delete, --describe or --list.",
  });
  const action = ACTIONS.find((name) => name === chosen)!;
  try {
    checkOptions(parsed, action);
    await withAdminCluster(
      { parsed, context },
      (cluster) => act(cluster, action, { parsed, context }),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof TerseError) terminal.stderr(`${error.message}\n`);
    else {
      const reason = javaMessage(error);
      terminal.stdout(`Error while executing client metrics command : ${reason}\n`);
    }
    return 1;
  }
}

function checkOptions(parsed: ParsedArguments, action: typeof ACTIONS[number]): void {
  if (!parsed.has("bootstrap-server")) {
    throw new TerseError("--bootstrap-server must be specified.");
  }
  if (action === "alter" && parsed.has("name") === parsed.has("generate-name")) {
    throw new TerseError("One of --name or --generate-name must be specified with --alter.");
  }
  if (action === "delete" && !parsed.has("name")) {
    throw new TerseError("A client metrics resource name must be specified with --delete.");
  }
}

async function act(
  cluster: Cluster,
  action: typeof ACTIONS[number],
  { parsed, context: { terminal, environment } }: {
    parsed: ParsedArguments;
    context: CommandContext;
  },
): Promise<void> {
  const name = parsed.has("generate-name") ? environment.random.kafkaUuid() : parsed.get("name");
  switch (action) {
    case "alter":
      await alter(cluster, name!, parsed);
      return terminal.stdout(`Altered client metrics config for ${name}.\n`);
    case "delete":
      await deleteAll(cluster, name!);
      return terminal.stdout(`Deleted client metrics config for ${name}.\n`);
    case "list":
      return terminal.stdout(`${(await listConfigResources(cluster, type)).join("\n")}\n`);
    case "describe":
      return terminal.stdout(await described(cluster, name));
  }
}

const SETTINGS = [["interval", "interval.ms"], ["metrics", "metrics"], ["match", "match"]] as const;

async function alter(cluster: Cluster, name: string, parsed: ParsedArguments): Promise<void> {
  const changes = SETTINGS.filter(([option]) => parsed.has(option)).map(([option, config]) => {
    const value = parsed.get(option)!;
    const operation = value === "" ? AlterConfigOp.DELETE : AlterConfigOp.SET;
    return { name: config, operation, value };
  });
  await alterConfigs(cluster, { type, name, changes });
}

async function deleteAll(cluster: Cluster, name: string): Promise<void> {
  const [found] = await describeConfigs(cluster, [{ type, name }]);
  const changes = found!.entries.map((entry) => ({
    name: entry.name,
    operation: AlterConfigOp.DELETE,
    value: null,
  }));
  await alterConfigs(cluster, { type, name, changes });
}

async function described(cluster: Cluster, name: string | undefined): Promise<string> {
  const all = await listConfigResources(cluster, type);
  if (name !== undefined && !all.includes(name)) {
    return `The client metric resource ${name} doesn't exist and doesn't have dynamic config.\n`;
  }
  const lines: string[] = [];
  for (const each of name === undefined ? all : [name]) {
    const [found] = await describeConfigs(cluster, [{ type, name: each }]);
    lines.push(`Client metrics configs for ${each} are:\n`);
    lines.push(...found!.entries.map((entry) => `  ${entry.name}=${entry.value}\n`));
  }
  return lines.join("");
}
