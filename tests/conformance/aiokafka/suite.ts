/**
 * aiokafka, the client of Python services on asyncio.
 *
 * @module
 */
import { join } from "node:path";
import { EVERYDAY_CHECKS, EXACTLY_ONCE, TRANSACTION_CHECKS } from "../checks.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";

async function run(context: Context): Promise<void> {
  const interpreter = await python("aiokafka-0.14.0");
  const script = join(import.meta.dirname, "client.py");
  await runClient(context, {
    name: "aiokafka 0.14.0",
    command: [interpreter, script, context.broker.bootstrap],
    checks: [
      ...EVERYDAY_CHECKS,
      "an idempotent producer",
      "describe and list groups",
      "delete a topic",
      ...TRANSACTION_CHECKS,
      EXACTLY_ONCE,
    ],
  });
}

export const aiokafka: Suite = { name: "aiokafka", server: "shared", run };
