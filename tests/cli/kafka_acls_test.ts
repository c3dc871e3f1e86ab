import { expect, test } from "bun:test";
import { kafkaAcls } from "../../lib/cli/kafka_acls.ts";
import { type AclBinding, AclOperation, AclPatternType } from "../../lib/client/admin/mod.ts";
import { CreateAcls, DeleteAcls, DescribeAcls } from "../../lib/client/apis.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { recorded } from "./recorded.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

/** A Kafka that keeps ACLs, in the order in which they came. */
class AclKafka {
  readonly kafka = new MemoryKafka();
  readonly acls: AclBinding[] = [];

  constructor() {
    const { broker } = this.kafka;
    broker.on(DescribeAcls, (filter) => ({
      errorCode: 0,
      errorMessage: null,
      resources: this.acls.filter((acl) => matches(acl, filter)).map(({ pattern, entry }) => ({
        resourceType: pattern.resourceType,
        resourceName: pattern.name!,
        patternType: pattern.patternType,
        acls: [{
          principal: entry.principal!,
          host: entry.host!,
          operation: entry.operation,
          permissionType: entry.permission,
        }],
      })),
    }));
    broker.on(CreateAcls, ({ creations }) => {
      for (const each of creations) {
        const { resourceType, resourceName: name, resourcePatternType: patternType } = each;
        const { principal, host, operation, permissionType: permission } = each;
        this.acls.push({
          pattern: { resourceType, name, patternType },
          entry: { principal, host, operation, permission },
        });
      }
      return { results: creations.map(() => ({ errorCode: 0, errorMessage: null })) };
    });
    broker.on(DeleteAcls, ({ filters }) => {
      for (const filter of filters) {
        const gone = this.acls.filter((acl) => matches(acl, filter));
        for (const acl of gone) this.acls.splice(this.acls.indexOf(acl), 1);
      }
      return {
        filterResults: filters.map(() => ({ errorCode: 0, errorMessage: null, matchingAcls: [] })),
      };
    });
  }

  async run(words: string, input = "") {
    const terminal = new RecordingTerminal(input);
    const args = ["--bootstrap-server", "127.0.0.1:29092", ...words.split(" ")];
    const exitCode = await kafkaAcls.run(args, terminal, environmentOf(this.kafka));
    return { exitCode, out: terminal.out, err: terminal.err };
  }
}

interface Filter {
  resourceTypeFilter: number;
  resourceNameFilter: string | null;
  patternTypeFilter: number;
  principalFilter: string | null;
  operation: number;
}

function matches({ pattern, entry }: AclBinding, filter: Filter): boolean {
  const any = 1;
  return [any, pattern.resourceType].includes(filter.resourceTypeFilter) &&
    [null, pattern.name].includes(filter.resourceNameFilter) &&
    [any, AclPatternType.MATCH, pattern.patternType].includes(filter.patternTypeFilter) &&
    [null, entry.principal].includes(filter.principalFilter) &&
    [any, AclOperation.ALL, entry.operation].includes(filter.operation);
}

/** Kafka's script has its ACLs in an order that differs from run to run. */
function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).sort();
}

test("adds what producers and consumers need, lists and removes it, as recorded", async () => {
  const kafka = new AclKafka();
  const calls = [
    "--add --allow-principal User:bob --consumer --topic hello --group g1",
    "--add --allow-principal User:bob --operation Read --operation Write --topic hello",
    "--add --deny-principal User:eve --allow-host 1.2.3.4 --operation Read --topic pre " +
    "--resource-pattern-type prefixed",
    "--add --allow-principal User:al --allow-host 10.0.0.1 --operation Describe --cluster",
    "--list",
    "--list --topic hello",
    "--list --principal User:al --principal User:eve",
  ];
  let out = "";
  for (const call of calls) {
    const ran = await kafka.run(call);
    expect([ran.exitCode, ran.err]).toEqual([0, ""]);
    out += ran.out;
  }
  expect(linesOf(out)).toEqual(linesOf(recorded("kafka_acls", "additions and lists")));
  expect(await kafka.run("--remove --topic pre --resource-pattern-type prefixed --force"))
    .toEqual({ exitCode: 0, out: "", err: "" });
  expect(kafka.acls.map(({ pattern }) => pattern.name)).not.toContain("pre");
});

test("asks before it removes", async () => {
  const kafka = new AclKafka();
  await kafka.run("--add --allow-principal User:bob --producer --topic a --topic b");
  const question = (name: string) =>
    "Are you sure you want to delete all ACLs for resource filter " +
    `\`ResourcePattern(resourceType=TOPIC, name=${name}, patternType=LITERAL)\`? (y/n)\n`;
  const { out } = await kafka.run("--remove --topic a --topic b", "n\ny\n");
  expect(out).toBe(question("a") + question("b"));
  expect(new Set(kafka.acls.map(({ pattern }) => pattern.name))).toEqual(new Set(["a"]));
});

test("a transactional producer needs its id, an idempotent one the cluster", async () => {
  const kafka = new AclKafka();
  await kafka.run(
    "--add --allow-principal User:al --producer --idempotent --topic t --transactional-id x",
  );
  expect(kafka.acls.map(({ pattern, entry }) => `${pattern.name} ${entry.operation}`)).toEqual([
    `t ${AclOperation.WRITE}`,
    `t ${AclOperation.DESCRIBE}`,
    `t ${AclOperation.CREATE}`,
    `x ${AclOperation.WRITE}`,
    `x ${AclOperation.DESCRIBE}`,
    `kafka-cluster ${AclOperation.IDEMPOTENT_WRITE}`,
  ]);
});

test("tells options that do not go together, in Kafka's words", async () => {
  const kafka = new AclKafka();
  const cases: [string, string][] = [
    ["--add --list", "Command must include exactly one action: --list, --add, --remove. "],
    ["--list --producer", `Option "[list]" can't be used with option "[producer]"`],
    [
      "--add --allow-principal User:bob",
      "You must provide at least one resource: --topic <topic> or --cluster or --group <group> or " +
      "--delegation-token <Delegation Token ID>",
    ],
    [
      "--add --topic hello",
      "You must specify one of: --allow-principal, --deny-principal when trying to add ACLs.",
    ],
    [
      "--add --allow-principal User:bob --topic hello --resource-pattern-type match",
      "A '--resource-pattern-type' value of 'MATCH' is not valid when adding acls.",
    ],
    [
      "--add --allow-principal User:bob --operation IdempotentWrite --topic hello",
      "ResourceType TOPIC only supports operations [READ, WRITE, CREATE, DESCRIBE, DELETE, ALTER, " +
      "DESCRIBE_CONFIGS, ALTER_CONFIGS, ALL]",
    ],
    [
      "--add --allow-principal User:bob --producer",
      "With --producer you must specify a --topic",
    ],
    [
      "--add --allow-principal User:bob --consumer --topic t",
      "With --consumer you must specify a --topic and a --group and no --cluster or " +
      "--transactional-id option should be specified.",
    ],
  ];
  for (const [words, fault] of cases) {
    const { exitCode, err } = await kafka.run(words);
    expect([exitCode, err.split("\n")[0]]).toEqual([1, fault]);
  }
  expect((await kafka.run("--add --allow-principal bob --topic hello")).out).toBe(
    "Error while executing ACL command: expected a string in format " +
      "principalType:principalName but got bob\n",
  );
});

test("tells in one line that there is no authorizer, or no ACLs at all", async () => {
  const { kafka } = new AclKafka();
  kafka.broker.on(DescribeAcls, () => ({
    errorCode: ErrorCode.SECURITY_DISABLED,
    errorMessage: "No Authorizer is configured on the broker",
    resources: [],
  }));
  const terminal = new RecordingTerminal();
  const args = ["--bootstrap-server", "127.0.0.1:29092", "--list"];
  expect(await kafkaAcls.run(args, terminal, environmentOf(kafka))).toBe(1);
  expect(terminal.both).toBe(
    "Error while executing ACL command: org.apache.kafka.common.errors.SecurityDisabledException: " +
      "No Authorizer is configured on the broker\n",
  );
  const kedge = await MemoryKedge.start();
  expect(await kedge.run(kafkaAcls, "--list")).toEqual({
    exitCode: 1,
    err: "",
    out: "Error while executing ACL command: the brokers serve no ACLs (kedge has none yet, " +
      "everyone may do everything)\n",
  });
  await kedge.close();
});
