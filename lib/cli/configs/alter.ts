/**
 * `kafka-configs.sh --alter`.
 *
 * @module
 */

import {
  AlterConfigOp,
  alterConfigs,
  alterQuotas,
  alterScramCredentials,
  describeConfigs,
  type ScramMechanismName,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import type { CommandContext } from "../command.ts";
import { TerseError } from "../terse_error.ts";
import { resourceOf, singular } from "./describe.ts";
import type { ConfigsCall, EntityType } from "./options.ts";
import { CLIENT_QUOTAS, IP_QUOTAS, quotasOf, quotaTypeOf } from "./quota_entities.ts";
import { scramCredential } from "./scram_credential.ts";
import type { WantedConfigs } from "./wanted_configs.ts";

/** Changes what the call means. */
export async function alterEntity(
  cluster: Cluster,
  call: ConfigsCall & { readonly wanted: WantedConfigs },
  { environment }: CommandContext,
): Promise<void> {
  const { wanted } = call;
  const type = call.types[0]!;
  const name = call.names[0]!;
  switch (type) {
    case "users":
    case "clients": {
      const kind = checkClientConfigs(call, wanted);
      if (kind === "quotas") await alterEntityQuotas(cluster, call, wanted);
      else await alterCredentials(cluster, { user: name, wanted, environment });
      break;
    }
    case "ips":
      requireKnown([...wanted.added.keys(), ...wanted.deleted], {
        known: IP_QUOTAS,
        otherwise: "Only connection quota configs can be added for 'ips' using --bootstrap-server.",
      });
      await alterEntityQuotas(cluster, call, wanted);
      break;
    default:
      if (type === "broker-loggers") await requireLoggers(cluster, { name, wanted });
      await alterResource(cluster, { type, name, wanted });
  }
}

/** `Completed updating config for topic t.` */
export function completedText({ types, names }: ConfigsCall): string {
  const type = types[0]!;
  const name = names[0]!;
  return name === ""
    ? `Completed updating default config for ${type} in the cluster.`
    : `Completed updating config for ${singular(type)} ${name}.`;
}

async function alterResource(
  cluster: Cluster,
  { type, name, wanted }: { type: EntityType; name: string; wanted: WantedConfigs },
): Promise<void> {
  const resource = resourceOf(type, name);
  await alterConfigs(cluster, {
    type: resource.type,
    name,
    changes: [
      ...[...wanted.added].map(([config, value]) => ({
        name: config,
        operation: AlterConfigOp.SET,
        value,
      })),
      ...wanted.deleted.map((config) => ({
        name: config,
        operation: AlterConfigOp.DELETE,
        value: "",
      })),
    ],
  });
}

async function requireLoggers(
  cluster: Cluster,
  { name, wanted }: { name: string; wanted: WantedConfigs },
): Promise<void> {
  const { type } = resourceOf("broker-loggers", name);
  const [described] = await describeConfigs(cluster, [{ type, name }]);
  const known = new Set(described!.entries.map((entry) => entry.name));
  const wrong = [...wanted.deleted, ...wanted.added.keys()].filter((each) => !known.has(each));
  if (wrong.length > 0) throw new TerseError(`Invalid broker logger(s): ${wrong.join(",")}`);
}

const SCRAM: readonly ScramMechanismName[] = ["SCRAM-SHA-256", "SCRAM-SHA-512"];

/** Which of the two kinds of configs a call changes: users have both, clients quotas only. */
function checkClientConfigs(
  { types, names }: ConfigsCall,
  { added, deleted }: WantedConfigs,
): "quotas" | "credentials" {
  const userOnly = types.join() === "users";
  const type = userOnly ? "users" : "clients";
  const known = userOnly ? [...CLIENT_QUOTAS, ...SCRAM] : CLIENT_QUOTAS;
  const what = userOnly ? "quota and SCRAM credential" : "quota";
  for (const [verb, configs] of [["added", added.keys()], ["deleted", deleted]] as const) {
    requireKnown([...configs], {
      known,
      otherwise: `Only ${what} configs can be ${verb} for '${type}' using --bootstrap-server.`,
    });
  }
  const changed = [...added.keys(), ...deleted];
  const scram = changed.some(isScram);
  if (!scram) return "quotas";
  if (names.includes("")) {
    throw new TerseError(
      "The use of --entity-default or --user-defaults is not allowed with User SCRAM " +
        "Credentials using --bootstrap-server.",
    );
  }
  if (!changed.every(isScram)) {
    throw new TerseError(
      "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using " +
        "--bootstrap-server.",
    );
  }
  return "credentials";
}

function isScram(name: string): name is ScramMechanismName {
  return SCRAM.some((mechanism) => mechanism === name);
}

function requireKnown(
  names: readonly string[],
  { known, otherwise }: { known: readonly string[]; otherwise: string },
): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new TerseError(`${otherwise} Unexpected config names: ${unknown.join(",")}`);
}

async function alterEntityQuotas(
  cluster: Cluster,
  call: ConfigsCall,
  { added, deleted }: WantedConfigs,
): Promise<void> {
  const { types, names } = call;
  const [present] = await quotasOf(cluster, call);
  const missing = deleted.filter((name) => present?.values.has(name) !== true);
  if (missing.length > 0) throw new TerseError(`Invalid config(s): ${missing.join(",")}`);
  const changes = [
    ...[...added].map(([key, value]) => ({ key, value: parseQuota(key, value) })),
    ...deleted.map((key) => ({ key, value: null })),
  ];
  const entity = types.map((type, index) => ({
    type: quotaTypeOf(type),
    name: names[index] === "" ? null : names[index]!,
  }));
  await alterQuotas(cluster, entity, changes);
}

function parseQuota(key: string, value: string): number {
  const number = Number(value);
  if (value !== "" && !Number.isNaN(number)) return number;
  throw new TerseError(`Cannot parse quota configuration value for ${key}: ${value}`);
}

async function alterCredentials(
  cluster: Cluster,
  { user, wanted, environment }: {
    user: string;
    wanted: WantedConfigs;
    environment: CommandContext["environment"];
  },
): Promise<void> {
  const upsertions = [];
  for (const mechanism of SCRAM) {
    const text = wanted.added.get(mechanism);
    if (text === undefined) continue;
    upsertions.push(await scramCredential(mechanism, text, environment.random));
  }
  const deletions = wanted.deleted.filter(isScram);
  await alterScramCredentials(cluster, user, { upsertions, deletions });
}
