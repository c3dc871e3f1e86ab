/**
 * The options of kafka-acls.sh, and which go together.
 *
 * @module
 */

import { type CommandSpec, type ParsedArguments, UsageError } from "../arguments.ts";
import {
  bootstrapControllerOption,
  bootstrapServerOption,
  commandConfigOption,
} from "../cluster_options.ts";
import { refuseGone, refuseTogether, requireExactlyOne } from "../option_rules.ts";

export const aclsSpec: CommandSpec = {
  command: "kafka-acls",
  description: "This tool helps to manage acls on kafka.",
  needsArguments: true,
  options: [
    { name: "add", description: "Add ACLs." },
    {
      name: "allow-host",
      argument: "String: allow-host",
      repeated: true,
      description: "From where those of --allow-principal may; from anywhere where left out.",
    },
    {
      name: "allow-principal",
      argument: "String: allow-principal",
      repeated: true,
      description: "Who may, as type:name; User:* is everyone.",
    },
    {
      name: "authorizer",
      argument: "String: authorizer",
      description: "Not there: brokers know theirs. Name them with --bootstrap-server.",
    },
    {
      name: "authorizer-properties",
      argument: "String: authorizer-properties",
      repeated: true,
      description: "Not there, as --authorizer.",
    },
    bootstrapControllerOption,
    { ...bootstrapServerOption, description: "Brokers to begin with, as HOST1:PORT1,HOST2:PORT2." },
    { name: "cluster", description: "ACLs of the cluster." },
    commandConfigOption,
    {
      name: "consumer",
      description: "What a consumer needs: READ and DESCRIBE of --topic, READ of --group.",
    },
    {
      name: "delegation-token",
      argument: "String: delegation-token",
      repeated: true,
      description: "ACLs of this delegation token; * is all.",
    },
    {
      name: "deny-host",
      argument: "String: deny-host",
      repeated: true,
      description: "From where those of --deny-principal may not; from anywhere where left out.",
    },
    {
      name: "deny-principal",
      argument: "String: deny-principal",
      repeated: true,
      description: "Who may not, as type:name. A denial goes before every permission.",
    },
    { name: "force", description: "Ask nothing." },
    {
      name: "group",
      argument: "String: group",
      repeated: true,
      description: "ACLs of this consumer group; * is all.",
    },
    { name: "idempotent", description: "With --producer: also IDEMPOTENT_WRITE of the cluster." },
    { name: "list", description: "List ACLs; of a resource where one is named." },
    {
      name: "operation",
      argument: "String",
      repeated: true,
      default: "All",
      description: "What may be done: Read, Write, Create, Delete, Alter, Describe, " +
        "ClusterAction, DescribeConfigs, AlterConfigs, IdempotentWrite, CreateTokens, " +
        "DescribeTokens, TwoPhaseCommit or All.",
    },
    {
      name: "principal",
      argument: "String: principal",
      repeated: true,
      description: "With --list: only ACLs of this one, as type:name.",
    },
    {
      name: "producer",
      description: "What a producer needs: WRITE, DESCRIBE and CREATE of --topic, WRITE and " +
        "DESCRIBE of --transactional-id.",
    },
    { name: "remove", description: "Remove ACLs." },
    {
      name: "resource-pattern-type",
      argument: "ANY|MATCH|LITERAL|PREFIXED",
      default: "LITERAL",
      description: "How names are meant: as they are, as beginnings; with --list and --remove " +
        "also any of the two, or match: all that has to do with the name.",
    },
    {
      name: "topic",
      argument: "String: topic",
      repeated: true,
      description: "ACLs of this topic; * is all.",
    },
    {
      name: "transactional-id",
      argument: "String: transactional-id",
      repeated: true,
      description: "ACLs of this transactional id; * is all.",
    },
    {
      name: "user-principal",
      argument: "String: user-principal",
      repeated: true,
      description: "ACLs of this user as a resource: who may make and see tokens for it.",
    },
  ],
};

const ACTIONS = ["add", "remove", "list"] as const;
/** What the call is to do. */
export type AclsAction = typeof ACTIONS[number];

/**
 * Checks the options against each other.
 *
 * @throws {UsageError} in Kafka's words
 */
export function checkAclsOptions(parsed: ParsedArguments): AclsAction {
  const refuse = (condition: unknown, fault: string) => {
    if (condition) throw new UsageError(fault, parsed.spec);
  };
  refuseGone(parsed, {
    names: ["authorizer", "authorizer-properties"],
    reason: "ACLs are not written to ZooKeeper by the script, but by the brokers",
  });
  const ways = ["bootstrap-server", "bootstrap-controller"].filter((name) => parsed.has(name));
  refuse(
    ways.length === 2,
    "Only one of --bootstrap-server or --bootstrap-controller must be specified",
  );
  refuse(
    ways.length === 0,
    "One of --bootstrap-server or --bootstrap-controller must be specified",
  );
  const chosen = requireExactlyOne(parsed, {
    names: ACTIONS,
    otherwise: "Command must include exactly one action: --list, --add, --remove. ",
  });
  const hosts = ["allow-host", "allow-principal", "deny-host", "deny-principal"];
  refuseTogether(parsed, { used: "list", refused: ["producer", "consumer", ...hosts] });
  for (const used of ["producer", "consumer"]) {
    refuseTogether(parsed, { used, refused: ["operation", "deny-principal", "deny-host"] });
  }
  const has = (name: string) => parsed.has(name);
  refuse(
    has("principal") && !has("list"),
    "The --principal option is only available if --list is set",
  );
  refuse(has("producer") && !has("topic"), "With --producer you must specify a --topic");
  refuse(
    has("idempotent") && !has("producer"),
    "The --idempotent option is only available if --producer is set",
  );
  const stray = !has("producer") && (has("cluster") || has("transactional-id"));
  refuse(
    has("consumer") && (!has("topic") || !has("group") || stray),
    "With --consumer you must specify a --topic and a --group and no --cluster or " +
      "--transactional-id option should be specified.",
  );
  return ACTIONS.find((name) => name === chosen)!;
}
