/**
 * librdkafka, through confluent-kafka for Python.
 *
 * @module
 */
import { join } from "node:path";
import { ADMIN_CHECKS, EVERYDAY_CHECKS, EXACTLY_ONCE, TRANSACTION_CHECKS } from "../checks.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";

async function run(context: Context): Promise<void> {
  const interpreter = await python("confluent-kafka-2.16.1");
  const script = join(import.meta.dirname, "client.py");
  await runClient(context, {
    name: "confluent-kafka 2.16.1",
    command: [interpreter, script, context.broker.bootstrap],
    checks: [
      ...EVERYDAY_CHECKS,
      ...ADMIN_CHECKS,
      "the same with the cooperative assignor",
      ...TRANSACTION_CHECKS,
      EXACTLY_ONCE,
      "elect leaders",
    ],
  });
}

export const librdkafka: Suite = { name: "librdkafka", server: "shared", run };
