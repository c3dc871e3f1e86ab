import { expect, test } from "bun:test";
import { absenceText, absentScript, absentScripts } from "../../lib/cli/absent_scripts.ts";
import { findCommand } from "../../lib/cli/mod.ts";
import { runCommand } from "../../lib/cli/run_command.ts";
import { RecordingTerminal } from "./recording_terminal.ts";

test("who calls one is told in one line why and what to use", async () => {
  for (const words of [["kafka-jmx.sh", "--help"], ["jmx"], ["bin/kafka-jmx"]]) {
    const terminal = new RecordingTerminal();
    expect(await runCommand("kedge", words, terminal)).toBe(1);
    expect([terminal.out, terminal.err]).toEqual(["", `${absenceText(absentScript("jmx")!)}\n`]);
    expect(terminal.err).toMatch(/^kafka-jmx is not there: .+\. Use .+\.\n$/);
  }
});

test("a link with such a name is told the same", async () => {
  const terminal = new RecordingTerminal();
  expect(await runCommand("/opt/bin/kafka-metadata-quorum.sh", ["describe"], terminal)).toBe(1);
  expect(terminal.err).toStartWith("kafka-metadata-quorum is not there: ");
});

test("none of them is a command, and other names are none of them", () => {
  for (const { name } of absentScripts) expect(findCommand("kedge", [name])).toBeNull();
  expect(absentScript("kafka-topics.sh")).toBeUndefined();
  expect(absentScript("")).toBeUndefined();
});
