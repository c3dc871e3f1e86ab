/**
 * kedge's scripts with everything wrong that people get wrong: each must end soon, with Kafka's
 * exit code and a reason in one line, never with a stack trace. And their pipes: an output that
 * nobody reads any more, an input that is closed.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { freePort } from "../free_port.ts";
import { type Finished, mustRun, run } from "../process.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { type BadCall, badCalls, FILES } from "./calls.ts";
import { pipeChecks, TRACE } from "./pipes.ts";
import { type Addresses, commandOf } from "./command.ts";

const LIMIT_MS = 20_000;
const AT_ONCE = 3;

async function runSuite({ report, scratch }: Context): Promise<void> {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(scratch, name), text);
  const kedge = await new Kedge({ overrides: { "auto.create.topics.enable": "false" } }).start();
  try {
    const addresses = {
      broker: kedge.bootstrap,
      zookeeper: kedge.zookeeper ?? "",
      dead: `127.0.0.1:${await freePort()}`,
    };
    await mustRun(commandOf("kafka-topics BS --create --topic t", addresses), { cwd: scratch });
    const calls = Object.entries(badCalls).flatMap(([what, list]) =>
      list.map((call) => ({ what, call }))
    );
    const workers = Array.from({ length: AT_ONCE }, async () => {
      for (let next = calls.shift(); next !== undefined; next = calls.shift()) {
        await checkCall(report.within(next.what), next.call, { addresses, folder: scratch });
      }
    });
    await Promise.all(workers);
    await pipeChecks(report.within("pipes"), { addresses, folder: scratch, logDir: kedge.logDir });
  } finally {
    await kedge.stop();
  }
}

async function checkCall(
  report: Report,
  { line, says, exitCode = 1 }: BadCall,
  { addresses, folder }: { addresses: Addresses; folder: string },
): Promise<void> {
  await report.check(line, async () => {
    const options = { cwd: folder, timeoutMs: LIMIT_MS, input: "x\n" };
    const finished = await run(commandOf(line, addresses), options);
    const reason = faultOf(finished, { says, exitCode });
    if (reason !== undefined) throw new Error(reason);
  });
}

function faultOf(
  { exitCode, stdout, stderr }: Finished,
  wanted: { says: RegExp; exitCode: number },
): string | undefined {
  const shown = `${stderr.slice(0, 300)} | ${stdout.slice(0, 300)}`.replaceAll("\n", " ⏎ ");
  if (exitCode === null) return `no end within ${LIMIT_MS} ms: ${shown}`;
  if (exitCode !== wanted.exitCode) return `exit code ${exitCode}: ${shown}`;
  const text = `${stdout}\n${stderr}`;
  if (TRACE.test(text)) return `a stack trace: ${shown}`;
  const says = (line: string) => wanted.says.test(line);
  return reasonsIn(text).some(says) ? undefined : `nothing says ${wanted.says}: ${shown}`;
}

/** The lines that may give the reason: usage and the table of options name every option anyway. */
function reasonsIn(text: string): string[] {
  return text.replace(/^Option +Description *\n-+ +-+ *\n[^]*/m, "").split("\n")
    .filter((line) => !/^(usage: |\s)/.test(line));
}

export const scriptsBadInput: Suite = {
  name: "scripts_bad_input",
  server: "its own",
  run: runSuite,
};
