/**
 * What a first start prints, read as a newcomer does: every command of the tour is pasted into a
 * shell as it stands, one after the other, and does what it is there to show.
 *
 * @module
 */
import { Kedge } from "../broker/kedge.ts";
import { mustRun } from "../process.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { needProgram } from "../tools/apt.ts";
import { until } from "../waiting.ts";

const TITLE = "A tour, to paste into another terminal:";

const LAST_LINE = " --help lists all commands";

/** What each command must print, by a word in it, in the tour's order. */
const SHOWN: readonly (readonly [string, RegExp])[] = [
  ["topics", /^Created topic tour\.$/m],
  ["console-producer", /^$/],
  ["console-consumer", /^one\ntwo\nthree$/m],
  ["consumer-groups", /^tour +tour +\d +\d/m],
  ["zkCli", /^\[.*tour.*\]$/m],
  ["curl", /"kind":"KafkaClusterList"/],
];

/** The same of a ZooKeeper server. */
const SHOWN_ALONE: readonly (readonly [string, RegExp])[] = [
  ["zkCli", /^\[zookeeper\]$/m],
  ["curl", /"server_stats"/],
];

async function run(context: Context): Promise<void> {
  await needProgram("curl");
  const report = context.report.within("first start");
  const kedge = await new Kedge().start();
  try {
    await tour(report, kedge, SHOWN);
    await report.check("a start with data prints no tour", async () => {
      await kedge.restart();
      if (kedge.printed.includes(TITLE)) throw new Error(kedge.printed);
    });
  } finally {
    await kedge.stop();
  }
  const alone = new Kedge({ overrides: { "broker.enable": "false" } });
  try {
    alone.launch();
    await until("the tour of a ZooKeeper server", () => alone.printed.includes(LAST_LINE));
    await tour(report.within("ZooKeeper server"), alone, SHOWN_ALONE);
  } finally {
    await alone.stop();
  }
}

async function tour(
  report: Report,
  kedge: Kedge,
  shown: readonly (readonly [string, RegExp])[],
): Promise<void> {
  const commands = commandsOf(kedge.printed);
  await report.check("the tour has its commands", () => {
    const missing = shown.filter(([word], index) => !commands[index]?.includes(word));
    if (missing.length === 0 && commands.length === shown.length) return Promise.resolve();
    return Promise.reject(new Error(`found: ${commands.join("; ")}`));
  });
  for (const [index, [word, output]] of shown.entries()) {
    await report.check(word, async () => {
      const { stdout } = await mustRun(["bash", "-c", commands[index] ?? "false"]);
      if (!output.test(stdout)) throw new Error(`it printed ${stdout}`);
    });
  }
}

/** The indented lines below the title. */
function commandsOf(printed: string): string[] {
  const [, text = ""] = printed.split(TITLE);
  return text.split("\n").filter((line) => line.startsWith("  ")).map((line) => line.trim());
}

export const firstStart: Suite = { name: "first_start", server: "its own", run };
