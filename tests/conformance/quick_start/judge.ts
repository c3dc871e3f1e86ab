/**
 * Decides whether a run of a command line is as the one on Kafka's own broker.
 *
 * @module
 */
import type { Finished } from "../process.ts";
import type { CommandLine } from "./command_line.ts";
import { withoutLines } from "./changes.ts";
import { type Change, difference, type Rewording, spoken } from "./compare.ts";
import type { ReleaseName } from "./releases.ts";

/** Which script was run on kedge. */
export type Whose = "kedge's script" | "Kafka's script";

/** What Kafka's own scripts say since 4.2 of options that they have under newer names. */
const EVERYWHERE: readonly Rewording[] = [{
  why: "KIP-1147 gives options new names, and the old ones a word of warning",
  newer: withoutLines(
    /^(Option|Warning:) --\S+ (is|has been) deprecated.*\. Use --[a-z-]+ instead\.$/,
  ),
}];

/** What is wrong with `found`, in words; undefined where nothing is. */
export function judge(
  line: CommandLine,
  { expected, found, whose, release }: {
    expected: Finished;
    found: Finished;
    whose: Whose;
    release: ReleaseName;
  },
): string | undefined {
  if (line.says !== undefined) return refusalFault(line.says, { expected, found });
  if (line.onKedge !== undefined && whose === "Kafka's script") {
    const { exitCode, stderr } = line.onKedge;
    if (found.exitCode !== exitCode || !stderr.test(found.stderr)) {
      return `exit code ${found.exitCode} and no ${stderr}: ${found.stderr}`;
    }
    found = { ...found, exitCode: expected.exitCode, stderr: expected.stderr };
  }
  const rules = whose === "kedge's script" ? rewordingsOf(line, release) : [];
  const masks = (line.masks ?? []).map(({ change }) => change);
  const older = rules.map(({ older }) => older).filter((change) => change !== undefined);
  const newer = rules.map(({ newer }) => newer).filter((change) => change !== undefined);
  return difference({
    expected: changed(expected, [...older, ...masks]),
    found: changed(found, [...newer, ...masks]),
  });
}

/** Those of the line, after those of all lines. */
function rewordingsOf(line: CommandLine, release: ReleaseName): Rewording[] {
  return [...EVERYWHERE, ...line.reworded ?? []]
    .filter(({ releases }) => releases?.includes(release) ?? true);
}

function refusalFault(
  says: RegExp,
  { expected, found }: { expected: Finished; found: Finished },
): string | undefined {
  const [theirs, ours] = [expected, found].map(({ stdout, stderr }) =>
    says.test(stdout) ? "stdout" : says.test(spoken(stderr)) ? "stderr" : undefined
  );
  if (theirs === undefined) return `Kafka does not say ${says}: ${expected.stdout}`;
  if (ours !== theirs) {
    return `${says} is on ${ours ?? "no stream"}, not on ${theirs}: ` +
      `${found.stdout}${found.stderr}`.trim().slice(0, 300);
  }
  if (found.exitCode === expected.exitCode) return undefined;
  return `exit code ${found.exitCode}, not ${expected.exitCode}: ${found.stdout}${found.stderr}`;
}

function changed(run: Finished, changes: readonly Change[]): Finished {
  const apply = (text: string) => changes.reduce((rest, change) => change(rest), text);
  return { ...run, stdout: apply(run.stdout), stderr: apply(run.stderr) };
}
