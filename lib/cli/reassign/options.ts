/**
 * The options of kafka-reassign-partitions.sh, and which go with which action.
 *
 * @module
 */

import { type CommandSpec, type ParsedArguments, UsageError } from "../arguments.ts";
import {
  bootstrapControllerOption,
  bootstrapServerOption,
  commandConfigOption,
} from "../cluster_options.ts";
import { requireExactlyOne, requireOptions } from "../option_rules.ts";

const RATE = "in bytes per second; --verify takes it away when all is done. To change it while " +
  "replicas move, execute the same file again with --additional.";

export const reassignSpec: CommandSpec = {
  command: "kafka-reassign-partitions",
  description: "This tool helps to move topic partitions between replicas.",
  needsArguments: true,
  options: [
    {
      name: "additional",
      description: "With --execute: beside moves that are under way, or to change their throttle.",
    },
    bootstrapControllerOption,
    { ...bootstrapServerOption, description: "Brokers to begin with, as HOST1:PORT1,HOST2:PORT2." },
    {
      name: "broker-list",
      argument: "String: brokerlist",
      description: 'With --generate: the brokers that are to hold the topics, as "0,1,2".',
    },
    { name: "cancel", description: "Take back the moves of a file." },
    commandConfigOption,
    { name: "disable-rack-aware", description: "With --generate: do not look at racks." },
    {
      name: "disallow-replication-factor-change",
      description: "With --execute: refuse another number of replicas than there is.",
    },
    { name: "execute", description: "Start the moves of a file." },
    { name: "generate", description: "Propose where partitions could lie; nothing moves." },
    { name: "list", description: "Show the moves under way." },
    { name: "preserve-throttles", description: "With --verify and --cancel: leave throttles." },
    {
      name: "reassignment-json-file",
      argument: "String: manual assignment json file path",
      description: "A JSON file that says where replicas are to lie; log_dirs may be left out, " +
        'or be "any":\n{"partitions":\n\t[{"topic": "foo",\n\t  "partition": 1,\n' +
        '\t  "replicas": [1,2,3],\n\t  "log_dirs": ["dir1","dir2","dir3"]\n  }],\n' +
        '"version":1\n}',
    },
    {
      name: "replica-alter-log-dirs-throttle",
      argument: "Long: replicaAlterLogDirsThrottle",
      type: "long",
      default: "-1",
      description: `With --execute: how fast replicas move between log folders, ${RATE}`,
    },
    {
      name: "throttle",
      argument: "Long: throttle",
      type: "long",
      default: "-1",
      description: `With --execute: how fast replicas move between brokers, ${RATE}`,
    },
    {
      name: "timeout",
      argument: "Long: timeout",
      type: "long",
      default: "10000",
      description: "With --execute and --cancel: how long to wait for moves between log folders " +
        "to begin, in ms.",
    },
    {
      name: "topics-to-move-json-file",
      argument: "String: topics to reassign json file path",
      description: "With --generate: a JSON file that names the topics:\n" +
        '{"topics":\n\t[{"topic": "foo"},{"topic": "foo1"}],\n"version":1\n}',
    },
    { name: "verify", description: "Show how far the moves of a file are." },
    {
      name: "zookeeper",
      argument: "String: urls",
      description: "As in Kafka 2: the ZooKeeper that names the brokers, instead of " +
        "--bootstrap-server.",
    },
  ],
};

const ACTIONS = ["generate", "execute", "verify", "cancel", "list"] as const;
/** What the call is to do. */
export type ReassignAction = typeof ACTIONS[number];

const REQUIRED: Readonly<Record<ReassignAction, readonly string[]>> = {
  verify: ["reassignment-json-file"],
  generate: ["topics-to-move-json-file", "broker-list"],
  execute: ["reassignment-json-file"],
  cancel: ["reassignment-json-file"],
  list: [],
};

const CONNECTION = ["bootstrap-server", "zookeeper", "command-config"];
const ALLOWED: Readonly<Record<ReassignAction, readonly string[]>> = {
  verify: ["preserve-throttles"],
  generate: ["disable-rack-aware"],
  execute: [
    "additional",
    "disallow-replication-factor-change",
    "throttle",
    "replica-alter-log-dirs-throttle",
    "timeout",
  ],
  cancel: ["bootstrap-controller", "preserve-throttles", "timeout"],
  list: ["bootstrap-controller"],
};

/**
 * Checks the options against each other.
 *
 * @throws {UsageError} in Kafka's words
 */
export function checkReassignOptions(parsed: ParsedArguments): ReassignAction {
  const chosen = requireExactlyOne(parsed, {
    names: ACTIONS,
    otherwise: "Command must include exactly one action: " +
      ACTIONS.map((action) => `--${action}`).join(", "),
  });
  const action = ACTIONS.find((name) => name === chosen)!;
  if (parsed.has("bootstrap-server") && parsed.has("bootstrap-controller")) {
    throw new UsageError(
      "Please don't specify both --bootstrap-server and --bootstrap-controller",
      parsed.spec,
    );
  }
  const ways = ["bootstrap-server", "bootstrap-controller", "zookeeper"];
  if (!ways.some((option) => parsed.has(option))) {
    throw new UsageError(
      "Please specify either --bootstrap-server or --bootstrap-controller",
      parsed.spec,
    );
  }
  requireOptions(parsed, REQUIRED[action]);
  const allowed = [action, ...CONNECTION, ...REQUIRED[action], ...ALLOWED[action]];
  const wrong = parsed.order.find((option) => !allowed.includes(option));
  if (wrong === undefined) return action;
  throw new UsageError(
    `Option "[${wrong}]" can't be used with action "[${action}]"`,
    parsed.spec,
  );
}
