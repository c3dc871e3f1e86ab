/**
 * sarama, which most Go services still use.
 *
 * @module
 */
import { ADMIN_CHECKS, EVERYDAY_CHECKS, EXACTLY_ONCE, TRANSACTION_CHECKS } from "../checks.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { goProgram } from "../tools/go.ts";
import { GO_MODULES } from "../versions.ts";

const CHECKS = [
  ...EVERYDAY_CHECKS,
  ...ADMIN_CHECKS,
  ...TRANSACTION_CHECKS,
  EXACTLY_ONCE,
  "configs of topics and brokers",
  "client quotas",
  "elect leaders",
  "reassign partitions, list and cancel reassignments",
  "log dirs of the cluster's brokers",
  "features are updated",
];

async function run(context: Context): Promise<void> {
  const program = await goProgram("sarama", import.meta.dirname);
  await runClient(context, {
    name: `sarama ${GO_MODULES["github.com/IBM/sarama"]}`,
    command: [program, context.broker.bootstrap],
    checks: CHECKS,
  });
}

export const sarama: Suite = { name: "sarama", server: "shared", run };
