/**
 * The options of kafka-configs.sh, and which go together.
 *
 * @module
 */

import { type CommandSpec, type ParsedArguments, UsageError } from "../arguments.ts";
import {
  bootstrapControllerOption,
  bootstrapServerOption,
  commandConfigOption,
} from "../cluster_options.ts";
import type { OptionSpec } from "../command_spec.ts";
import { TerseError } from "../terse_error.ts";

/** Options that name an entity with its type, and the type of each. */
const ENTITY_FLAGS: readonly (readonly [string, EntityType, string])[] = [
  ["topic", "topics", "The topic's name."],
  ["client", "clients", "The client id."],
  ["user", "users", "The user's principal name."],
  ["broker", "brokers", "The broker's id."],
  ["broker-logger", "broker-loggers", "The id of the broker whose log levels are meant."],
  ["ip", "ips", "The address."],
  ["client-metrics", "client-metrics", "The name of a client metrics subscription."],
  ["group", "groups", "The group id."],
];

/** Options that mean the default of a type. */
const DEFAULT_FLAGS: readonly (readonly [string, EntityType, string])[] = [
  ["client-defaults", "clients", "The defaults of all client ids."],
  ["user-defaults", "users", "The defaults of all users."],
  ["broker-defaults", "brokers", "The defaults of all brokers."],
  ["ip-defaults", "ips", "The defaults of all addresses."],
];

const ENTITY_TYPES = [
  "topics",
  "clients",
  "users",
  "brokers",
  "ips",
  "client-metrics",
  "groups",
  "broker-loggers",
] as const;
/** What configs may be of. */
export type EntityType = typeof ENTITY_TYPES[number];

/** Types that ZooKeeper's nodes hold configs of. */
const ZOOKEEPER_TYPES: readonly EntityType[] = ["topics", "clients", "users", "brokers"];

export const configsSpec: CommandSpec = {
  command: "kafka-configs",
  description: "This tool helps to manipulate and describe entity config for a topic, client, " +
    "user, broker, ip, client-metrics or group",
  needsArguments: true,
  options: [
    {
      name: "add-config",
      argument: "String: name=value,name=[value,value]",
      description: "With --alter: configs to set; values with commas stand in square brackets. " +
        "docs/SETTINGS.md lists those of topics and brokers; users and clients have " +
        "producer_byte_rate, consumer_byte_rate, request_percentage and " +
        "controller_mutation_rate, users SCRAM-SHA-256 and SCRAM-SHA-512 too, addresses " +
        "connection_creation_rate, client metrics interval.ms, match and metrics.",
    },
    {
      name: "add-config-file",
      argument: "String: properties file",
      description: "With --alter: a properties file with configs to set.",
    },
    { name: "all", description: "With --describe: also configs that nobody has set." },
    { name: "alter", description: "Change configs of the entity." },
    { ...bootstrapServerOption, description: "Brokers to begin with, as HOST1:PORT1,HOST2:PORT2." },
    bootstrapControllerOption,
    commandConfigOption,
    {
      name: "delete-config",
      argument: "String: name,name",
      repeated: true,
      description: "With --alter: configs to take away.",
    },
    { name: "describe", description: "Show configs of the entity." },
    {
      name: "entity-default",
      description: "The default of the type: of users, clients, brokers or ips.",
    },
    {
      name: "entity-name",
      argument: "String: name",
      repeated: true,
      description: "Topic, client id, user, broker id, address, client metrics or group.",
    },
    {
      name: "entity-type",
      argument: "String: type",
      repeated: true,
      description: `What it is: ${ENTITY_TYPES.join("/")}; users and clients may stand together.`,
    },
    ...ENTITY_FLAGS.map(([name, , description]): OptionSpec => ({
      name,
      argument: "String",
      description,
    })),
    ...DEFAULT_FLAGS.map(([name, , description]): OptionSpec => ({ name, description })),
    { name: "force", description: "Taken as in Kafka 2; there is nothing to confirm." },
    {
      name: "zookeeper",
      argument: "String: urls",
      description: "As in Kafka 2: change the nodes of topics, brokers, users and clients in " +
        "ZooKeeper, instead of --bootstrap-server.",
    },
  ],
};

/** What the call is about. */
export interface ConfigsCall {
  readonly action: "alter" | "describe";
  /** In the order of the call; two only for users and clients. */
  readonly types: readonly EntityType[];
  /** In the same order, empty for the default; fewer where all are meant. */
  readonly names: readonly string[];
}

/**
 * Checks the options against each other.
 *
 * @throws {UsageError} where not one action is named
 * @throws {TerseError} for all else, in Kafka's words
 */
export function checkConfigsOptions(parsed: ParsedArguments): ConfigsCall {
  if (parsed.has("alter") === parsed.has("describe")) {
    throw new UsageError(
      "Command must include exactly one action: --describe, --alter",
      parsed.spec,
    );
  }
  const action = parsed.has("alter") ? "alter" : "describe";
  for (const option of ["add-config", "delete-config"]) {
    if (action === "alter" || !parsed.has(option)) continue;
    throw new UsageError(
      `Option "[describe]" can't be used with option "[${option}]"`,
      parsed.spec,
    );
  }
  const types = checkTypes(parsed, typesOf(parsed));
  const flags = [...ENTITY_FLAGS, ...DEFAULT_FLAGS].some(([flag]) => parsed.has(flag));
  if (flags && ["entity-type", "entity-name", "entity-default"].some((one) => parsed.has(one))) {
    throw new TerseError(
      "--entity-{type,name,default} should not be used in conjunction with specific entity flags",
    );
  }
  const names = namesOf(parsed);
  checkConnection(parsed);
  checkNames(types, names);
  if (action === "describe") checkDescribe(parsed, { types, names });
  else checkAlter(parsed, { types, names });
  return { action, types, names };
}

function typesOf(parsed: ParsedArguments): string[] {
  const flags = [...ENTITY_FLAGS, ...DEFAULT_FLAGS].filter(([flag]) => parsed.has(flag));
  return [...parsed.all("entity-type"), ...flags.map(([, type]) => type)];
}

/** A name for each --entity-name and --entity-default, in their order, then those of flags. */
function namesOf(parsed: ParsedArguments): string[] {
  const given = parsed.all("entity-name").values();
  const named = parsed.order
    .filter((option) => option === "entity-name" || option === "entity-default")
    .map((option) => option === "entity-name" ? given.next().value ?? "" : "");
  const flags = ENTITY_FLAGS.filter(([flag]) => parsed.has(flag));
  const defaults = DEFAULT_FLAGS.filter(([flag]) => parsed.has(flag));
  return [...named, ...flags.map(([flag]) => parsed.get(flag)!), ...defaults.map(() => "")];
}

function checkTypes(parsed: ParsedArguments, given: readonly string[]): EntityType[] {
  const repeated = given.filter((type, index) => given.indexOf(type) !== index);
  if (repeated.length > 0) {
    throw new TerseError(`Duplicate entity type(s) specified: ${repeated.join(",")}`);
  }
  const zookeeper = parsed.has("zookeeper");
  const allowed = zookeeper ? ZOOKEEPER_TYPES : ENTITY_TYPES;
  const types = given.map((name) => {
    const type = allowed.find((one) => one === name);
    if (type !== undefined) return type;
    const where = zookeeper ? "--zookeeper" : "--bootstrap-server or --bootstrap-controller";
    throw new TerseError(
      `Invalid entity type ${name}, the entity type must be one of ${allowed.join(", ")} ` +
        `with a ${where} argument`,
    );
  });
  if (types.length === 0) throw new TerseError("At least one entity type must be specified");
  if (types.length > 1 && !types.every((type) => type === "users" || type === "clients")) {
    throw new TerseError("Only 'users' and 'clients' entity types may be specified together");
  }
  return types;
}

function checkConnection(parsed: ParsedArguments): void {
  const ways = ["bootstrap-server", "bootstrap-controller", "zookeeper"]
    .filter((option) => parsed.has(option));
  if (ways.length === 0) {
    throw new TerseError("Either --bootstrap-server or --bootstrap-controller must be specified.");
  }
  if (ways.length > 1) {
    throw new TerseError(
      `Only one of ${ways.map((option) => `--${option}`).join(" or ")} can be specified`,
    );
  }
  if (parsed.has("all") && parsed.has("zookeeper")) {
    throw new TerseError("--bootstrap-server must be specified for --all");
  }
}

function checkNames(types: readonly EntityType[], names: readonly string[]): void {
  const [type] = types;
  const named = names.filter((name) => name !== "");
  if (type === "brokers" || type === "broker-loggers") {
    const wrong = named.find((name) => !/^[+-]?\d+$/.test(name));
    if (wrong === undefined) return;
    throw new TerseError(
      `The entity name for ${type} must be a valid integer broker id, but it is: ${wrong}`,
    );
  }
  if (type !== "ips") return;
  const wrong = named.find((name) => !/^[0-9a-z.:-]+$/i.test(name));
  if (wrong === undefined) return;
  throw new TerseError(
    `The entity name for ${type} must be a valid IP or resolvable host, but it is: ${wrong}`,
  );
}

/** Types that have a default. */
const WITH_DEFAULT: readonly EntityType[] = ["users", "clients", "brokers", "ips"];

interface Entities {
  readonly types: readonly EntityType[];
  readonly names: readonly string[];
}

function checkDescribe(parsed: ParsedArguments, { types, names }: Entities): void {
  const hasDefault = types.some((type) => WITH_DEFAULT.includes(type));
  if (!hasDefault && parsed.has("entity-default")) {
    throw new TerseError(
      `--entity-default must not be specified with --describe of ${types.join(",")}`,
    );
  }
  if (types.includes("broker-loggers") && names.every((name) => name === "")) {
    throw new TerseError(
      `An entity name must be specified with --describe of ${types.join(",")}`,
    );
  }
}

function checkAlter(parsed: ParsedArguments, { types, names }: Entities): void {
  if (types.some((type) => WITH_DEFAULT.includes(type))) {
    if (names.length === 0) {
      throw new TerseError(
        "An entity-name or default entity must be specified with --alter of users, clients, " +
          "brokers or ips",
      );
    }
  } else if (names.every((name) => name === "")) {
    throw new TerseError(`An entity name must be specified with --alter of ${types.join(",")}`);
  }
  if (parsed.has("add-config") && parsed.has("add-config-file")) {
    throw new TerseError("Only one of --add-config or --add-config-file must be specified");
  }
  const changes = ["add-config", "add-config-file", "delete-config"];
  if (!changes.some((option) => parsed.has(option))) {
    throw new TerseError(
      "At least one of --add-config, --add-config-file, or --delete-config must be specified " +
        "with --alter",
    );
  }
  if (names.length !== types.length) {
    throw new TerseError("An entity name must be specified for every entity type");
  }
}
