/**
 * kafka-python: the newest and 2.0.2, which people still run, with the same program.
 *
 * @module
 */
import { join } from "node:path";
import { EVERYDAY_CHECKS, TRANSACTION_CHECKS } from "../checks.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";

const LOOPS = [1000, 10_000].flatMap((sends) => [
  `${sends} sends, acks=0, gzip, JSON, each flushed`,
  `${sends} sends of Korean text, each flushed`,
]);
const CHECKS = [...EVERYDAY_CHECKS, ...LOOPS, "delete a topic"];
const NEW_CHECKS = [...TRANSACTION_CHECKS, "describe and list transactions and producers"];
const OLD_CHECKS = ["message format 0", "message format 1"];

async function run(context: Context): Promise<void> {
  const script = join(import.meta.dirname, "client.py");
  for (const version of ["3.0.12", "2.0.2"] as const) {
    const name = `kafka-python ${version}`;
    const interpreter = await python(`kafka-python-${version}`);
    const command = [interpreter, script, context.broker.bootstrap];
    const checks = [...CHECKS, ...(version === "2.0.2" ? OLD_CHECKS : NEW_CHECKS)];
    await runClient(context, { name, command, checks });
  }
}

export const kafkaPython: Suite = { name: "kafka_python", server: "shared", run };
