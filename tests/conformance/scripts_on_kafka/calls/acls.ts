/**
 * kafka-acls. The rules of one resource come in the order of Java's hash codes of enumerations,
 * which differ from start to start.
 *
 * @module
 */
import type { CallTable, ScriptCall } from "../script_call.ts";
import { ANY_ORDER_IN_BRACKETS } from "./masks.ts";

const LINES = [
  "--add --allow-principal User:bob --producer --topic hello",
  "--add --allow-principal User:bob --consumer --topic hello --group g1",
  "--add --deny-principal User:eve --allow-host 1.2.3.4 --operation Read --topic pre " +
  "--resource-pattern-type prefixed",
  "--add --allow-principal User:al --allow-host 10.0.0.1 --operation Describe --cluster",
  "--add --allow-principal User:al --operation Write --transactional-id tx1",
  "--add --allow-principal User:al --producer --idempotent --topic idem --transactional-id tx2",
  "--add --allow-principal User:al --operation CreateTokens --user-principal User:zz",
  "--list",
  "--list --topic hello",
  "--list --topic prefixtopic --resource-pattern-type match",
  "--list --principal User:al",
  "--list --principal User:al --principal User:eve",
  "--remove --topic pre --resource-pattern-type prefixed --force",
  "--remove --allow-principal User:bob --operation Write --topic hello --force",
  "--remove --topic nosuch --force",
  "--list --topic hello",
  "--add --allow-principal bob --topic hello",
  "--add --allow-principal User:bob --operation Foo --topic hello",
  "--add --allow-principal User:bob --operation IdempotentWrite --topic hello",
  "--add --topic hello",
  "--add --allow-principal User:bob",
  "--add --allow-principal User:bob --topic hello --resource-pattern-type match",
  "--add --allow-principal User:bob --producer",
  "--add --allow-principal User:bob --consumer --topic t",
  "--add --list",
  "--list --producer",
  "--remove --group g1 --force",
  "--remove --cluster --force",
  "--remove --transactional-id tx1 --transactional-id tx2 --topic hello --topic idem " +
  "--user-principal User:zz --force",
  "--list",
];

export const aclCalls: CallTable = {
  name: "acls",
  calls: [
    ...LINES.map((line): ScriptCall => ({
      line: `kafka-acls BS ${line}`,
      order: "any",
      masks: [[/^ \t/gm, "\t"], ANY_ORDER_IN_BRACKETS],
    })),
    "kafka-acls --list",
    "kafka-acls BS",
  ],
};
