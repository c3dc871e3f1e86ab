/**
 * kedge's scripts on a real Kafka 4.3, beside Kafka's own on another one that is made alike: the
 * same command lines to both, in the same order, which must end alike and print the same. What must
 * differ is masked where it stands, call by call; what differs on purpose is in differences.ts.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mavenLibraries } from "../tools/maven.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";
import { tables } from "./calls/mod.ts";
import { type Difference, differences } from "./differences.ts";
import { KafkaTools } from "./kafka_tools.ts";
import { firstDifference, outcomeText } from "./outcome.ts";
import { type CallTable, onlyLooks, type ScriptCall, wordsOf } from "./script_call.ts";
import { kafkaScripts, kedgeScripts, makeBroker, type Side } from "./side.ts";

const CALL_LIMIT_MS = 60_000;
/** How long a broker may take to show what an earlier call has done. */
const PATIENCE_MS = 10_000;

async function run({ report, scratch }: Context): Promise<void> {
  const tools = await KafkaTools.make(
    await mavenLibraries("kafka4", MAVEN_LIBRARIES.kafka4),
    join(scratch, "tools"),
  );
  const folders = ["real", "kedge"].map((name) => join(scratch, name));
  const brokers = await Promise.all(folders.map(makeBroker));
  try {
    await Promise.all(brokers.map(({ kafka }) => kafka.start()));
    const [first, second] = brokers;
    const runs = [kafkaScripts(tools), await kedgeScripts(join(scratch, "links"))] as const;
    const sides = [first!, second!].map(({ kafka, address }, index): Side => {
      const own = join(scratch, `own-${index}`);
      const { logDir } = kafka;
      mkdirSync(own);
      const realLogDir = first!.kafka.logDir;
      const files = join(scratch, "files");
      const places = { broker: address, files, own, logDir, realLogDir };
      return { kafka, places, run: runs[index]! };
    });
    for (const table of chosenTables()) await compareTable(report, table, sides);
  } finally {
    await tools.stop();
    for (const { kafka } of brokers) await kafka.stop();
  }
}

/**
 * All of them, or those that KEDGE_SCRIPT_TABLES names: the quicker way while one is worked on, as
 * far as it does not look at what another has left.
 */
function chosenTables(): readonly CallTable[] {
  const names = process.env["KEDGE_SCRIPT_TABLES"]?.split(",");
  return names === undefined ? tables : tables.filter(({ name }) => names.includes(name));
}

async function compareTable(
  report: Report,
  table: CallTable,
  sides: readonly Side[],
): Promise<void> {
  const { files } = sides[0]!.places;
  mkdirSync(files, { recursive: true });
  for (const [name, text] of Object.entries(table.files ?? {})) {
    writeFileSync(join(files, name), text);
  }
  for (const call of table.calls) {
    const line = typeof call === "string" ? call : call.line;
    await report.check(line, () => compareCall(call, line, sides));
  }
}

async function compareCall(
  call: ScriptCall,
  line: string,
  sides: readonly Side[],
): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  if (typeof call !== "string" && call.by !== undefined) return await prepare(line, sides);
  for (;;) {
    const texts = await Promise.all(sides.map((side) => outcomeOf(call, line, side)));
    const [real = "", own = ""] = texts;
    const difference = differences.get(line);
    const expected = difference === undefined ? real : changed(real, difference);
    if (own === expected) return;
    if (!onlyLooks(line) || performance.now() > deadlineMs) {
      throw new Error(firstDifference(expected, own));
    }
    await Bun.sleep(200);
  }
}

/** Kafka's script on the one side, then on the other. */
async function prepare(line: string, sides: readonly Side[]): Promise<void> {
  for (const { places } of sides) {
    const options = { input: undefined, limitMs: CALL_LIMIT_MS };
    const { exitCode, stderr } = await sides[0]!.run(wordsOf(line, places), options);
    if (exitCode !== 0) throw new Error(`Kafka's script ended with ${exitCode}: ${stderr}`);
  }
}

/** What kedge's script is to say. */
function changed(real: string, { replaced }: Difference): string {
  return replaced.reduce((text, [kafkas, own]) => {
    if (!text.includes(kafkas)) {
      throw new Error(`Kafka's script no longer says ${kafkas}, but ${text}`);
    }
    return text.replaceAll(kafkas, own);
  }, real);
}

async function outcomeOf(call: ScriptCall, line: string, side: Side): Promise<string> {
  const { places } = side;
  const input = typeof call === "string" ? undefined : call.input;
  const finished = await side.run(wordsOf(line, places), { input, limitMs: CALL_LIMIT_MS });
  return outcomeText(finished, { call, places });
}

export const scriptsOnKafka: Suite = { name: "scripts_on_kafka", server: "its own", run };
