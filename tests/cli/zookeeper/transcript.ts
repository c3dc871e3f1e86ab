/**
 * What zkCli.sh printed for lines of standard input, in a form that two runs can be compared by:
 * each line with what it printed, then the watch events, which come when they like. Times, zxids
 * and session ids are masked, and so are blank lines, which events are printed with.
 *
 * @module
 */

const PROMPT = /\[zk: \S+\((\w+)\) \d+\] ?/g;
const EVENT = /^WatchedEvent (.*)$/gm;
/** What Java's logging and terminal library say of themselves. */
const NOISE = /^(SLF4J.*|.*org\.jline\..*|WARNING: Unable to create a system terminal.*)\n/gm;
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/0x[0-9a-f]+/g, "0xN"],
  [/zxid: \d+/g, "zxid: N"],
  [/([cm]time) = .*/g, "$1 = TIME"],
  // Whether the first prompt comes before the connection is a matter of chance.
  [/\(CONNECTING\)/g, "(CONNECTED)"],
];

/**
 * @param printed both outputs in their order, with prompts
 * @param lines what was typed
 */
export function transcriptOf(printed: string, lines: readonly string[]): string {
  const events: string[] = [];
  const masked = MASKS.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    printed.replace(NOISE, ""),
  );
  const quiet = masked.replace(EVENT, (_whole, event: string) => {
    events.push(event);
    return "";
  }).replaceAll("WATCHER::", "");
  const [opening = "", ...rest] = quiet.split(PROMPT);
  const steps: string[] = [];
  // State and output take turns.
  for (let at = 0; at * 2 < rest.length && at < lines.length; at++) {
    const state = rest[at * 2] ?? "";
    steps.push(`${state} > ${lines[at]}\n${withoutBlankLines(rest[at * 2 + 1] ?? "")}`);
  }
  const [server, ...welcome] = withoutBlankLines(opening).split("\n");
  return [
    server?.replace(/ \S+$/, " SERVER"),
    ...welcome,
    ...steps,
    "events:",
    ...events,
    "",
  ].join("\n").replace(/\n{2,}/g, "\n");
}

function withoutBlankLines(text: string): string {
  return text.split("\n").filter((line) => line.trim() !== "").join("\n");
}
