/**
 * franz-go with its admin client, which speaks the newest version of almost every request.
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
  "configs of topics and brokers",
  "configs of groups and client metrics",
  "client quotas",
  "elect leaders",
  "reassign partitions, list and cancel reassignments",
  "log dirs with the sizes of their volumes, move a replica",
  "offsets for leader epochs",
  "find coordinators of groups and transactions",
  "features, described and updated",
  "client metrics are subscribed to and pushed",
  ...TRANSACTION_CHECKS,
  "describe and list transactions",
  "describe producers, and abort what one left open",
  EXACTLY_ONCE,
];

async function run(context: Context): Promise<void> {
  const program = await goProgram("franz", import.meta.dirname);
  await runClient(context, {
    name: `franz-go ${GO_MODULES["github.com/twmb/franz-go"]}`,
    command: [program, context.broker.bootstrap],
    checks: CHECKS,
  });
}

export const franz: Suite = { name: "franz", server: "shared", run };
