/**
 * Runs cases/loop.py, kafka-python's part of the benchmark.
 *
 * @module
 */
import { join } from "node:path";
import { mustRun } from "../tests/conformance/process.ts";
import { python } from "../tests/conformance/tools/python.ts";

/** What loop.py does. */
export type LoopKind = "produce" | "consume" | "group";

/** Runs it once and returns the numbers it printed. */
export async function runLoop(
  kind: LoopKind,
  { address, topic, count }: { address: string; topic: string; count: number },
): Promise<Record<string, number>> {
  const interpreter = await python("kafka-python-3.0.12");
  const script = join(import.meta.dirname, "cases/loop.py");
  const command = [interpreter, script, kind, address, topic, String(count)];
  const { stdout } = await mustRun(command, { timeoutMs: 300_000 });
  return JSON.parse(stdout) as Record<string, number>;
}
