/**
 * How a script ended, as far as it is compared: the exit code, standard output, and the line of
 * standard error that gives the reason.
 *
 * @module
 */
import type { Finished } from "../process.ts";
import type { Mask } from "./calls/masks.ts";
import type { Places, ScriptCall } from "./script_call.ts";

type Masks = readonly Mask[];

/** What of a run must be the same, as one text to read. */
export function outcomeText(
  finished: Finished,
  { call, places }: { call: ScriptCall; places: Places },
): string {
  const details = typeof call === "string" ? undefined : call;
  const masks = [...placeMasks(places), ...(details?.masks ?? [])];
  const stdout = finished.stdout.replace(OLD_OPTION, "");
  const printed = masked(withoutTraces(stdout, "drop headings"), masks).trim().split("\n");
  if (details?.order === "any") printed.sort();
  const reason = masked(firstReason(finished.stderr.replace(OLD_OPTION, "")), masks);
  const oldOptions = `${finished.stdout}\n${finished.stderr}`.match(OLD_OPTION) ?? [];
  return [
    `exit code ${finished.exitCode}`,
    ...oldOptions.map((line) => line.trimEnd()),
    `stderr: ${reason}`,
    ...printed,
  ].join("\n").trimEnd();
}

/**
 * The console consumers' word of warning. Kafka's write it on standard output, kedge's on standard
 * error: pipelines made for older scripts read records on the other.
 */
const OLD_OPTION = /^Option --\S+ is deprecated and will be removed .* Use --\S+ instead\.\n/gm;

/** The first lines in which two texts differ, beside each other. */
export function firstDifference(real: string, own: string): string {
  const [reals, owns] = [real.split("\n"), own.split("\n")];
  const at = reals.findIndex((line, index) => line !== owns[index]);
  const index = at < 0 ? reals.length : at;
  const shown = (lines: string[]) => lines.slice(index, index + 3).join(" ⏎ ") || "nothing more";
  return `line ${index + 1}: Kafka's script: ${shown(reals)} | kedge's: ${shown(owns)}`;
}

/** Addresses and folders, which differ between the two sides. */
function placeMasks({ broker, own, files, logDir, realLogDir }: Places): Masks {
  return [
    [new RegExp(broker.replaceAll(".", "\\."), "g"), "BROKER"],
    [new RegExp(`\\b${broker.split(":")[1]}\\b`, "g"), "PORT"],
    [new RegExp(own.replaceAll(".", "\\."), "g"), "OWN"],
    [new RegExp(files.replaceAll(".", "\\."), "g"), "FILES"],
    ...[logDir, realLogDir].map((folder): Mask => {
      return [new RegExp(`${folder.replaceAll(".", "\\.")}\\b`, "g"), "LOGDIR"];
    }),
  ];
}

function masked(text: string, masks: Masks): string {
  return masks.reduce(
    (rest, [pattern, instead]) =>
      typeof instead === "string" ? rest.replace(pattern, instead) : rest.replace(pattern, instead),
    text,
  );
}

/**
 * Some of Kafka's scripts print a stack trace after the reason, which kedge never does: on standard
 * output the exception's own line goes with its trace, on standard error it is the reason.
 */
function withoutTraces(text: string, headings: "keep headings" | "drop headings"): string {
  const kept = headings === "keep headings"
    ? text
    : text.replaceAll(/^[\w.$]+(Exception|Error)(: .*(\n at \[Source.*)?)?\n(?=\tat )/gm, "");
  return kept.split("\n").filter((line) => !/^(\s+at \S+\(|\t\.\.\. \d|Caused by: )/.test(line))
    .join("\n");
}

/** What Java's client tells of itself, whatever is asked of it. */
const NOTICES = /^The consumer rebalance protocol \(KIP-848\) is production-ready!/;

/**
 * The first line that says why: neither the usage before it nor a stack trace. A reason that is
 * broken into lines and set in columns, as argparse does with long ones, is one line again.
 */
function firstReason(stderr: string): string {
  const lines = withoutTraces(stderr, "keep headings").split("\n");
  let isUsage = false;
  for (const [index, line] of lines.entries()) {
    // The usage goes on in indented lines.
    if (/^usage: /.test(line)) isUsage = true;
    else if (!(isUsage && /^(\s|$)/.test(line))) isUsage = false;
    if (isUsage || line.trim() === "" || NOTICES.test(line)) continue;
    if (!/:\s+error:\s/.test(line)) return withoutClass(line.trimEnd());
    const [reason = ""] = lines.slice(index).join("\n").split("\n\n");
    return reason.trim().replaceAll(/\s+/g, " ").replaceAll(/ -- (?=[a-z])/g, " --");
  }
  return "";
}

/** Java puts the exception's class before what main throws. */
function withoutClass(line: string): string {
  return line.replace(/^Exception in thread "main" (?:[\w.$]+: )?/, "");
}
