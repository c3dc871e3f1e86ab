import { expect, test } from "bun:test";
import { runCommand } from "../../lib/cli/run_command.ts";
import { RecordingTerminal } from "./recording_terminal.ts";

async function run(invokedAs: string, ...args: string[]) {
  const terminal = new RecordingTerminal();
  const exitCode = await runCommand(invokedAs, args, terminal);
  return { exitCode, out: terminal.out, err: terminal.err };
}

test("help lists every command on standard output", async () => {
  for (const word of ["help", "--help", "-h"]) {
    const { exitCode, out, err } = await run("kedge", word);
    expect(exitCode).toBe(0);
    expect(err).toBe("");
    for (const name of ["start", "topics", "console-consumer", "zookeeper-shell"]) {
      expect(out).toContain(`  ${name} `);
    }
  }
});

test("no command is refused with the list on standard error", async () => {
  const { exitCode, out, err } = await run("kedge");
  expect([exitCode, out]).toEqual([2, ""]);
  expect(err).toStartWith("usage: kedge COMMAND");
});

test("an unknown command is refused with the nearest one", async () => {
  for (
    const [word, hint] of [
      ["topic", "; did you mean topics?"],
      ["kafka-topic.sh", "; did you mean kafka-topics.sh?"],
      ["frobnicate", ""],
    ] as const
  ) {
    expect(await run("kedge", word)).toEqual({
      exitCode: 2,
      out: "",
      err: `kedge: unknown command ${word}${hint}\nkedge --help lists the commands\n`,
    });
  }
});

test("the version names kedge", async () => {
  for (const word of ["version", "--version"]) {
    expect((await run("kedge", word)).out).toMatch(/^kedge \d+\.\d+\.\d+ /);
  }
});

test("a link's name and the first argument mean the same command", async () => {
  const byLink = await run("/usr/bin/kafka-topics.sh", "--list");
  const byArgument = await run("kedge", "topics", "--list");
  expect(byLink.exitCode).toBe(1);
  expect(byLink.err).toContain("bootstrap-server");
  expect(byArgument).toEqual(byLink);
});
