import { describe, expect, test } from "bun:test";
import { bashScript } from "../../lib/cli/completion/bash.ts";
import { fishScript } from "../../lib/cli/completion/fish.ts";
import { oneLine } from "../../lib/cli/completion/one_line.ts";
import { zshScript } from "../../lib/cli/completion/zsh.ts";
import { completableCommands, completion } from "../../lib/cli/completion.ts";
import { commands } from "../../lib/cli/mod.ts";
import { RecordingTerminal } from "./recording_terminal.ts";

async function run(...args: string[]) {
  const terminal = new RecordingTerminal();
  const exitCode = await completion.run(args, terminal);
  return { exitCode, out: terminal.out, err: terminal.err };
}

/** What bash offers for these words. */
async function offered(...words: string[]): Promise<string[]> {
  const { out } = await run("bash");
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `${out}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}\n` +
    '_kedge; echo "${COMPREPLY[@]}"';
  const { stdout, exitCode } = Bun.spawnSync(["bash", "-c", script]);
  expect(exitCode).toBe(0);
  return stdout.toString().trim().split(" ").filter((word) => word !== "");
}

describe("completion for bash", () => {
  test("offers commands, options of commands and of scripts", async () => {
    expect(await offered("kedge", "top")).toEqual(["topics"]);
    expect(await offered("kedge", "topics", "--if-ex")).toEqual(["--if-exists"]);
    expect(await offered("/opt/kafka/bin/kafka-topics.sh", "--if-ex")).toEqual(["--if-exists"]);
    expect(await offered("kedge", "kafka-topics.sh", "--if-ex")).toEqual(["--if-exists"]);
    expect(await offered("kafka-producer-perf-test", "--payload-m")).toEqual([
      "--payload-monotonic",
    ]);
    expect(await offered("kedge", "start", "--over")).toEqual(["--override"]);
  });

  test("leaves the rest to the names of files", async () => {
    expect(await offered("kedge", "topics", "x")).toEqual([]);
  });
});

describe("completion", () => {
  test("knows every command, and the options of those with a table", async () => {
    const completable = await completableCommands();
    const names = completable.map(({ name }) => name);
    for (const { name } of commands) expect(names).toContain(name);
    const topics = completable.find(({ name }) => name === "topics")!;
    expect(topics.options.map(({ name }) => name)).toContain("bootstrap-server");
    expect(topics.scripts).toEqual(["kafka-topics.sh", "kafka-topics"]);
  });

  test("for zsh and fish has the same words, quoted", () => {
    const given = [{
      name: "topics",
      summary: "It's: all",
      scripts: ["kafka-topics.sh"],
      options: [
        { name: "topic", argument: "name", description: "The topic: 'one'\nmore" },
        { name: "list", description: "List." },
      ],
    }];
    const zsh = zshScript(given);
    expect(zsh).toContain("'topics:Its\\: all'");
    expect(zsh).toContain("    topics|kafka-topics) options=(\n      '--topic:The topic\\: one'\n");
    expect(zsh).toEndWith("compdef _kedge kedge kafka-topics.sh\n");
    expect(fishScript(given).split("\n")).toEqual([
      "complete -c kedge -f -n __fish_use_subcommand -a topics -d 'Its: all'",
      "complete -c kedge -n '__fish_seen_subcommand_from topics kafka-topics.sh' -l topic -r " +
      "-d 'The topic: one'",
      "complete -c kedge -n '__fish_seen_subcommand_from topics kafka-topics.sh' -l list " +
      "-d 'List.'",
      "complete -c kafka-topics.sh -l topic -r -d 'The topic: one'",
      "complete -c kafka-topics.sh -l list -d 'List.'",
      "",
    ]);
    expect(bashScript(given)).toContain('    topics|kafka-topics) options="--topic --list" ;;\n');
  });

  test("descriptions are short", () => {
    expect(oneLine("x".repeat(100))).toBe(`${"x".repeat(69)}…`);
  });

  test("says how it is called", async () => {
    expect(await run("csh")).toMatchObject({ exitCode: 2, out: "" });
    expect(await run("toString")).toMatchObject({ exitCode: 2, out: "" });
    expect((await run()).err).toStartWith("usage: kedge completion bash|zsh|fish");
    expect(await run("--help")).toMatchObject({ exitCode: 0, err: "" });
  });
});
