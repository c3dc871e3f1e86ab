import { expect, test } from "bun:test";
import { commands, findCommand } from "../../lib/cli/mod.ts";

test("a command is found by the link's name, with or without folder and ending", () => {
  for (const name of ["kafka-topics.sh", "kafka-topics", "/opt/kafka/bin/kafka-topics.sh"]) {
    const found = findCommand(name, ["--list"]);
    expect([found?.entry.name, found?.args]).toEqual(["topics", ["--list"]]);
  }
  expect(findCommand("zkCli.sh", [])?.entry.name).toBe("zkCli");
  expect(findCommand("/opt/zookeeper/bin/zkServer.sh", ["start"])?.entry.name).toBe("zkServer");
});

test("a command is found by the first argument, short or as the script is called", () => {
  for (const name of ["topics", "kafka-topics", "kafka-topics.sh"]) {
    const found = findCommand("/usr/bin/kedge", [name, "--list"]);
    expect([found?.entry.name, found?.args]).toEqual(["topics", ["--list"]]);
  }
});

test("anything else is no command of these", () => {
  expect(findCommand("kedge", ["--version"])).toBeNull();
  expect(findCommand("kedge", [])).toBeNull();
});

test("every command loads under its own name", async () => {
  for (const { name, scripts, summary, load } of commands) {
    const command = await load();
    expect([command.name, command.summary]).toEqual([name, summary]);
    if (scripts.length > 0) expect(scripts).toContain(command.script);
  }
});
