import { describe, expect, test } from "bun:test";
import { SmallZooKeeper } from "../../zookeeper/client/small_zookeeper.ts";
import { CONNECTED, runLines } from "./run_shell.ts";

describe("the shell's own commands", () => {
  test("remembers commands", async () => {
    const { both } = await runLines(
      new SmallZooKeeper(),
      "ls /",
      "history",
      "redo 0",
      "redo 99",
      "redo",
    );
    expect(both).toBe("[]\n0 - ls /\n1 - history\n[]\nCommand index out of range\n");
  });

  test("closes and connects by command", async () => {
    const { both } = await runLines(
      new SmallZooKeeper(),
      "close",
      "ls /",
      "connect zk:2182",
      "ls /",
      "version",
    );
    expect(both.replace(/kedge-.*/, "kedge-N")).toBe(
      "\nWATCHER::\n\nWatchedEvent state:Closed type:None path:null\n" +
        `Not connected\n${CONNECTED}[]\nZooKeeper CLI version: 3.9.5-kedge-N\n`,
    );
  });

  test("the last command before quit is what the process ends with", async () => {
    const server = new SmallZooKeeper();
    expect((await runLines(server, "frob", "quit")).exitCode).toBe(127);
    expect((await runLines(server, "frob", "ls /", "quit")).exitCode).toBe(0);
  });
});
