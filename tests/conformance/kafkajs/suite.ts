/**
 * kafkajs, which most Node services still use.
 *
 * @module
 */
import { ADMIN_CHECKS, EVERYDAY_CHECKS, EXACTLY_ONCE, TRANSACTION_CHECKS } from "../checks.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { nodeTools } from "../tools/npm.ts";
import { NPM_PACKAGES } from "../versions.ts";

async function run(context: Context): Promise<void> {
  const tools = await nodeTools();
  await runClient(context, {
    name: `kafkajs ${NPM_PACKAGES.kafkajs}`,
    command: [tools.node, tools.script("kafkajs/client.mjs"), context.broker.bootstrap],
    checks: [...EVERYDAY_CHECKS, ...ADMIN_CHECKS, ...TRANSACTION_CHECKS, EXACTLY_ONCE],
  });
}

export const kafkajs: Suite = { name: "kafkajs", server: "shared", run };
