// Runs named checks one after the other and prints a line for each: what the harness reads.
// The same protocol as ../python/steps.py.
import { isDeepStrictEqual } from "node:util";
import { createInterface } from "node:readline";

const checks = [];
let count = 0;

/** Registers a check; they run in the order of registration and pass when they do not throw. */
export function check(name, run) {
  checks.push({ name, run });
}

/** A name no earlier run used. */
export function unique(prefix) {
  return `${prefix}-${Date.now()}-${process.pid}-${++count}`;
}

/** Has the harness, over the pipe, stop the broker cleanly and start it again. */
export async function restartBroker() {
  await ask("restart");
}

/** Asks the harness, over the pipe, to do something to the server, and waits until it is done. */
export async function ask(what) {
  console.log(`ask ${what}`);
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    lines.close();
    if (line === "done") return;
    throw new Error(`Asked to ${what}, the harness said "${line}"`);
  }
}

/** Waits until `condition` returns something true; `what` names it in the error. */
export async function until(condition, what, limitMs = 30_000) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Throws where the two differ, with both in the message. */
export function equal(found, wanted, what) {
  if (!isDeepStrictEqual(found, wanted)) {
    throw new Error(`${what}: wanted ${brief(wanted)}, found ${brief(found)}`);
  }
}

function brief(value) {
  const text = JSON.stringify(value, (_key, part) => typeof part === "bigint" ? `${part}n` : part);
  return text === undefined || text.length < 300 ? `${text}` : `${text.slice(0, 300)}...`;
}

/** Numbers 0 to `length` - 1, each through `make`. */
export function numbered(length, make) {
  return Array.from({ length }, (_, index) => make(index));
}

/** Runs every check; ends the process, with status 0 when all passed. */
export async function run() {
  let failed = 0;
  for (const { name, run } of checks) {
    try {
      await run();
      console.log(`ok ${name}`);
    } catch (error) {
      failed++;
      console.error(error);
      console.log(`FAIL ${name}: ${String(error).replaceAll("\n", " ")}`);
    }
  }
  process.exit(failed > 0 ? 1 : 0);
}
