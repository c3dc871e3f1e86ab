/**
 * The command lines of Kafka's quick starts and of its page on operations, of 2.1, 2.5, 2.8 and
 * 3.5: kedge's scripts on kedge, and the release's own scripts on kedge, must print what the
 * release's own scripts print on its own broker (with ZooKeeper), column by column. What a script
 * is on each side stands in java_scripts.ts and run_release.ts, what is compared in compare.ts; the
 * masks stand beside the lines that need them. The quick starts' other lines start and stop
 * servers, which the suites of tests/cli and tests/conformance do, or belong to Kafka Connect and
 * MirrorMaker.
 *
 * @module
 */
import { join } from "node:path";
import type { Finished } from "../process.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import type { CommandLine } from "./command_line.ts";
import { judge, type Whose } from "./judge.ts";
import { type ReleaseName, RELEASES } from "./releases.ts";
import { kedgeScripts, runRelease } from "./run_release.ts";
import type { Runs } from "./side.ts";

async function run({ report, scratch }: Context): Promise<void> {
  const kedgeScript = await kedgeScripts(join(scratch, "bin"));
  for (const release of RELEASES) {
    const folder = join(scratch, release.name);
    const { comparisons, lastWords } = await runRelease(release, { folder, kedgeScript });
    const before = report.failed.length;
    for (const { line, expected, kedge, kafka } of comparisons) {
      const place = { line, expected, release: release.name };
      const named = report.within(release.name);
      await judgeLine(named, { ...place, found: kedge, whose: "kedge's script" });
      await judgeLine(named, { ...place, found: kafka, whose: "Kafka's script" });
    }
    if (report.failed.length > before) console.log(lastWords);
  }
}

/** One check for the line, and one for each that ran meanwhile. */
async function judgeLine(
  report: Report,
  { line, whose, release, expected, found }: {
    line: CommandLine;
    whose: Whose;
    release: ReleaseName;
    expected: Runs;
    found: Runs;
  },
): Promise<void> {
  const pairs: [CommandLine, Finished | undefined, Finished | undefined][] = [
    ...(line.meanwhile ?? []).map((one, at): (typeof pairs)[number] => [
      one,
      expected.meanwhile[at],
      found.meanwhile[at],
    ]),
    [line, expected.own, found.own],
  ];
  for (const [one, theirs, ours] of pairs) {
    await report.within(whose).check(one.line, () => {
      if (theirs === undefined || ours === undefined) throw new Error("it did not run");
      const fault = judge(one, { expected: theirs, found: ours, whose, release });
      return fault === undefined ? Promise.resolve() : Promise.reject(new Error(fault));
    });
  }
}

export const quickStart: Suite = { name: "quick_start", server: "its own", run };
