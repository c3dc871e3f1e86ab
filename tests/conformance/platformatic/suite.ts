/**
 * \@platformatic/kafka, the newer client of Node services: newest versions of every request.
 *
 * @module
 */
import { ADMIN_CHECKS, EVERYDAY_CHECKS, TRANSACTION_CHECKS } from "../checks.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { nodeTools } from "../tools/npm.ts";
import { NPM_PACKAGES } from "../versions.ts";

async function run(context: Context): Promise<void> {
  const tools = await nodeTools();
  await runClient(context, {
    name: `@platformatic/kafka ${NPM_PACKAGES["@platformatic/kafka"]}`,
    command: [tools.node, tools.script("platformatic/client.mjs"), context.broker.bootstrap],
    checks: [...EVERYDAY_CHECKS, ...ADMIN_CHECKS, ...TRANSACTION_CHECKS, "client quotas"],
  });
}

export const platformatic: Suite = { name: "platformatic", server: "shared", run };
