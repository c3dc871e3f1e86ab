/**
 * docs/CLI.md says which scripts there are, and names every script and option of Kafka 4.3 that is
 * not there, with the reason.
 *
 * @module
 */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { absentScripts } from "../../lib/cli/absent_scripts.ts";
import { commands } from "../../lib/cli/mod.ts";
import { DOCUMENT, withCommandTables } from "./command_tables.ts";

const text = readFileSync(DOCUMENT, "utf8");
/** For each script of Kafka 4.3 its options. */
const kafka = readFileSync(join(import.meta.dirname, "../golden/cli/kafka_options.txt"), "utf8")
  .trim().split("\n").map((line) => line.trim().split(" "));

// Where this fails: node scripts/bun.mjs tests/docs/command_tables.ts
test("the tables of scripts are what the program has", () => {
  expect(text).toBe(withCommandTables(text));
});

/** Rows of a section, by their first cell and, where it is an option, the second. */
function rowsOf(section: string): Set<string> {
  const [, rest = ""] = text.split(`\n## ${section}\n`);
  const rows = rest.split("\n## ")[0]!.split("\n").filter((line) => line.startsWith("| `"));
  return new Set(rows.map((line) => {
    const [first = "", second = ""] = line.split("|").slice(1).map((cell) => cell.trim());
    return (second.startsWith("`--") ? `${first} ${second}` : first).replaceAll("`", "");
  }));
}

function commandOf(script: string) {
  return commands.find(({ scripts }) => scripts.includes(`${script}.sh`));
}

test("every script of Kafka is there, or named with the reason", () => {
  const missing = kafka.map(([script]) => script!).filter((script) => !commandOf(script));
  const absent = absentScripts.map(({ name }) => name);
  expect(missing.filter((name) => !absent.includes(name))).toEqual([]);
  expect(absent.filter((name) => commandOf(name) !== undefined)).toEqual([]);
  expect([...rowsOf("Scripts that are not there")].sort()).toEqual(absent.sort());
});

test("every option of Kafka's scripts is there, or named with the reason", async () => {
  const missing: string[] = [];
  for (const [script = "", ...options] of kafka) {
    const entry = commandOf(script);
    if (entry === undefined) continue;
    const own = ((await entry.load()).options ?? []).map(({ name }) => name);
    missing.push(
      ...options.filter((name) => !own.includes(name)).map((name) => `${script} --${name}`),
    );
  }
  expect([...rowsOf("Options that are not there")].sort()).toEqual(missing.sort());
});
