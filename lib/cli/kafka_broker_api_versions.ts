/**
 * kafka-broker-api-versions.sh: shows which APIs and versions each broker serves, and the version
 * that a client would use.
 *
 * @module
 */

import { type BrokerApis, brokerApiVersions } from "../client/admin/mod.ts";
import type { ServedApi } from "../client/transport.ts";
import { messages } from "../kafka/messages/mod.ts";
import { ApiKey, apiKeyName } from "../kafka/protocol/api_key.ts";
import type { ParsedArguments } from "./arguments.ts";
import { commandConfigOption } from "./cluster_options.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { javaText } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";

export const kafkaBrokerApiVersions: Command = defineCommand({
  name: "broker-api-versions",
  script: "kafka-broker-api-versions.sh",
  summary: "Show which APIs and versions brokers serve",
  spec: {
    command: "kafka-broker-api-versions",
    description: "This tool helps to retrieve broker version information.",
    needsArguments: true,
    options: [
      {
        name: "bootstrap-server",
        argument: "String: server(s) to use for bootstrapping",
        required: true,
        description: "REQUIRED: brokers to begin with, as HOST1:PORT1,HOST2:PORT2.",
      },
      commandConfigOption,
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  try {
    const brokers = await withAdminCluster({ parsed, context }, brokerApiVersions);
    for (const broker of brokers) terminal.stdout(brokerText(broker));
    return 0;
  } catch (error) {
    terminal.stderr(`${javaText(error)}\n`);
    return 1;
  }
}

/** APIs between brokers and controllers: a client does not list them. */
const INTERNAL_APIS: ReadonlySet<number> = new Set([
  ApiKey.LEADER_AND_ISR,
  ApiKey.STOP_REPLICA,
  ApiKey.UPDATE_METADATA,
  ApiKey.CONTROLLED_SHUTDOWN,
  ApiKey.VOTE,
  ApiKey.BEGIN_QUORUM_EPOCH,
  ApiKey.END_QUORUM_EPOCH,
  ApiKey.ALTER_PARTITION,
  ApiKey.ENVELOPE,
  ApiKey.FETCH_SNAPSHOT,
  ApiKey.BROKER_REGISTRATION,
  ApiKey.BROKER_HEARTBEAT,
  ApiKey.ALLOCATE_PRODUCER_IDS,
  ApiKey.CONTROLLER_REGISTRATION,
  ApiKey.ASSIGN_REPLICAS_TO_DIRS,
  ApiKey.UPDATE_RAFT_VOTER,
]);

function brokerText({ node, apis, error }: BrokerApis): string {
  const { id, host, port, rack } = node;
  const title = `${host}:${port} (id: ${id} rack: ${rack} isFenced: false) ->`;
  if (error !== null) return `${title} ERROR: ${javaText(error)}\n`;
  const known = Object.values(ApiKey).filter((key) => !INTERNAL_APIS.has(key));
  const keys = new Set([...known, ...apis.map(({ apiKey }) => apiKey)]);
  const lines = [...keys].sort((a, b) => a - b).map((key) =>
    `\t${apiText(key, apis.find(({ apiKey }) => apiKey === key))}`
  );
  return `${title} (\n${lines.join(",\n")}\n)\n`;
}

/** `Produce(0): 0 to 13 [usable: 13]` */
function apiText(key: number, served: ServedApi | undefined): string {
  const title = `${apiName(key)}(${key})`;
  if (served === undefined) return `${title}: UNSUPPORTED`;
  const { minVersion, maxVersion } = served;
  const range = minVersion === maxVersion ? `${minVersion}` : `${minVersion} to ${maxVersion}`;
  return `${title}: ${range} [${useText(key, served)}]`;
}

function useText(key: number, { minVersion, maxVersion }: ServedApi): string {
  const own = messages.get(key)?.request.validVersions;
  if (own === undefined) return `usable: ${maxVersion}`;
  if (minVersion > own.max) return "unusable: node too new";
  if (maxVersion < own.min) return "unusable: node too old";
  return `usable: ${Math.min(maxVersion, own.max)}`;
}

/** Kafka's name of an API: `AddRaftVoter`. */
function apiName(key: number): string {
  const known = messages.get(key)?.name;
  if (known !== undefined) return known;
  const words = apiKeyName(key).toLowerCase().split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
