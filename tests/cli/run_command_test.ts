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

test("no command and an unknown one are refused with the list on standard error", async () => {
  expect(await run("kedge")).toMatchObject({ exitCode: 2, out: "" });
  const unknown = await run("kedge", "topic");
  expect(unknown.exitCode).toBe(2);
  expect(unknown.err).toStartWith("kedge: unknown command topic\n\nusage: kedge COMMAND");
});

test("the version names kedge", async () => {
  expect((await run("kedge", "version")).out).toMatch(/^kedge \d+\.\d+\.\d+ /);
});

test("a link's name and the first argument mean the same command", async () => {
  const byLink = await run("/usr/bin/kafka-topics.sh", "--list");
  const byArgument = await run("kedge", "topics", "--list");
  expect(byLink.exitCode).toBe(1);
  expect(byLink.err).toContain("bootstrap-server");
  expect(byArgument).toEqual(byLink);
});
