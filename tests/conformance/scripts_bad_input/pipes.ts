/**
 * Scripts in pipes: one whose output nobody reads any more ends, one whose input is closed goes on
 * without it, and none writes control characters where no terminal is.
 *
 * @module
 */
import { mustRun, run } from "../process.ts";
import type { Report } from "../report.ts";
import { type Addresses, commandOf } from "./command.ts";

const LIMIT_MS = 20_000;
/** Ends the script itself, with 137: who ends the shell leaves it there, its outputs open. */
const LIMITED = `timeout -s KILL ${LIMIT_MS / 1000}`;
/** So many that no pipe holds them. */
const RECORDS = 20_000;

/** What the checks need. */
export interface PipePlace {
  readonly addresses: Addresses;
  readonly folder: string;
  /** Of the broker, where a script reads a log. */
  readonly logDir: string;
}

/** Output that is cut off: the script's exit code stands in the first line of standard error. */
const CUT_OFF = [
  "kafka-broker-api-versions BS",
  "kafka-topics BS --describe",
  "kafka-configs BS --describe --broker 1 --all",
  "kafka-features version-mapping",
  "kafka-console-consumer BS --topic filled --from-beginning",
  "kafka-verifiable-producer BS --topic t --max-messages 20000",
  "kafka-verifiable-consumer BS --topic filled --group-id cut --reset-policy earliest",
  "kafka-dump-log --files $LOGS/filled-0/00000000000000000000.log --print-data-log",
];
const CLOSED_INPUT = [
  "kafka-console-producer BS --topic t",
  "kafka-topics BS --list",
  "kafka-console-consumer BS --topic filled --from-beginning --max-messages 1",
  "kafka-streams-application-reset BS --application-id closed --input-topics t",
  "zookeeper-shell $ZOOKEEPER",
  "zkCli -server $ZOOKEEPER",
];
/** Long work that shows how far it is, on a terminal only. */
const LONG_WORK = [
  "kafka-producer-perf-test BS --topic t --num-records 2000 --record-size 10 --throughput 1000 " +
  "--reporting-interval 500",
  "kafka-consumer-perf-test BS --topic filled --num-records 20000",
  "kafka-e2e-latency BS --topic t --num-records 50 --producer-acks 1 --record-size 10",
  "kafka-reassign-partitions BS --list",
];

/** Makes the checks. */
export async function pipeChecks(report: Report, place: PipePlace): Promise<void> {
  await fill(place);
  for (const line of CUT_OFF) {
    await report.check(`${line} | head -1`, () => endsCutOff(line, place));
  }
  for (const line of CLOSED_INPUT) {
    await report.check(`${line} <&-`, () => endsWell(line, "<&-", place));
  }
  for (const line of LONG_WORK) {
    await report.check(`${line} > file`, () => endsWell(line, "", place));
  }
}

async function fill({ addresses, folder }: PipePlace): Promise<void> {
  const lines = Array.from(
    { length: RECORDS },
    (_, index) => `record ${index} ${"x".repeat(40)}\n`,
  );
  const options = { cwd: folder, timeoutMs: LIMIT_MS };
  await mustRun(commandOf("kafka-topics BS --create --topic filled", addresses), options);
  const input = lines.join("");
  await mustRun(commandOf("kafka-console-producer BS --topic filled", addresses), {
    ...options,
    input,
  });
}

/** Through a shell: only it can close an input or cut off an output. */
function shell(line: string, rest: string, { addresses, folder, logDir }: PipePlace) {
  const words = commandOf(line.replace("$LOGS", logDir), addresses).map((word) => `'${word}'`).join(
    " ",
  );
  return run(["bash", "-c", `${LIMITED} ${words} ${rest}`], { cwd: folder });
}

async function endsCutOff(line: string, place: PipePlace): Promise<void> {
  const rest = '| head -1; echo "left with ${PIPESTATUS[0]}"';
  const { stdout, stderr } = await shell(line, rest, place);
  const [first = "", left = ""] = stdout.split("\n");
  if (first === "") throw new Error(`no line came: ${stderr.slice(0, 300)}`);
  if (!/^left with [01]$/.test(left)) throw new Error(`${left}: ${stderr.slice(0, 300)}`);
  refuseTrace(stderr);
}

async function endsWell(line: string, rest: string, place: PipePlace): Promise<void> {
  const { exitCode, stdout, stderr } = await shell(line, rest, place);
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr.slice(0, 300)}`);
  refuseTrace(stderr);
  const printed = stdout + stderr;
  const control = [...printed].findIndex((letter) => letter < " " && !"\t\n".includes(letter));
  if (control < 0) return;
  const shown = JSON.stringify(printed.slice(Math.max(0, control - 20), control + 60));
  throw new Error(`a control character: ${shown}`);
}

/** A line of a stack trace, JavaScript's or Java's. */
export const TRACE = /^\s+at (.*\(.*\)|\S+:\d+:\d+)$/m;

function refuseTrace(stderr: string): void {
  if (TRACE.test(stderr)) throw new Error(`a stack trace: ${stderr.slice(0, 300)}`);
}
