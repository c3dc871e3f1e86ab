import { describe, expect, test } from "bun:test";
import { zookeeperShell } from "../../lib/cli/zookeeper_shell.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { turns, withTime } from "../client/run_clock.ts";
import { SmallZooKeeper } from "../zookeeper/client/small_zookeeper.ts";
import { endlessInput, environmentOf, RecordingTerminal } from "./recording_terminal.ts";
import { OPENING, runShell } from "./zookeeper/run_shell.ts";

describe("zookeeper-shell.sh with one command", () => {
  test("runs it and ends without a word of the session's end", async () => {
    const server = new SmallZooKeeper();
    expect(await runShell(server, ["zk:2181", "ls", "/"])).toMatchObject({
      exitCode: 0,
      both: `${OPENING}[]\n`,
    });
    expect(await runShell(server, ["zk:2181", "create", "/a", "two words"])).toMatchObject({
      exitCode: 0,
      out: OPENING,
      err: "Created /a\n",
    });
    expect((await runShell(server, ["-server", "zk:2181", "get", "/a"])).out).toBe(
      `${OPENING}two words\n`,
    );
    expect(server.asked.at(-1)).toBe("close");
  });

  test("errors leave with 1, an unknown command with 127", async () => {
    const server = new SmallZooKeeper();
    expect(await runShell(server, ["zk:2181", "get", "/nosuch"])).toMatchObject({
      exitCode: 1,
      err: "Node does not exist: /nosuch\n",
    });
    const unknown = await runShell(server, ["zk:2181", "frob"]);
    expect(unknown.exitCode).toBe(127);
    expect(unknown.err).toContain("\tls [-s] [-w] [-R] path\n");
    expect(unknown.err).toEndWith("Command not found: Command not found frob\n");
    expect(await runShell(server, ["zk:2181", "ls"])).toMatchObject({
      exitCode: 1,
      both: `${OPENING}ls [-s] [-w] [-R] path\n`,
    });
  });

  test("without a server it tells how it is called", async () => {
    expect(await runShell(new SmallZooKeeper(), [])).toMatchObject({
      exitCode: 1,
      out: "USAGE: zookeeper-shell zookeeper_host:port[/path] [-zk-tls-config-file file] " +
        "[args...]\n",
    });
  });

  test("a server that cannot be reached is told", async () => {
    const server = new SmallZooKeeper();
    server.network.accept = null;
    const { exitCode, err } = await runShell(server, ["zk:2181", "ls", "/"]);
    expect([exitCode, err]).toEqual([
      1,
      "WARN Cannot connect to zk:2181: refused\nKeeperErrorCode = ConnectionLoss for /\n",
    ]);
  });
});

describe("zookeeper-shell.sh for people", () => {
  test("prompts people, and ends on SIGTERM", async () => {
    const server = new SmallZooKeeper();
    const kafka = new MemoryKafka();
    const terminal = new RecordingTerminal(endlessInput());
    terminal.isTerminal = true;
    const environment = { ...environmentOf(kafka), network: server.network };
    const running = zookeeperShell.run(["zk:2181"], terminal, environment);
    await turns();
    expect(terminal.out).toEndWith("[zk: zk:2181(CONNECTED) 0] ");
    terminal.interrupt(143);
    expect(await withTime(kafka.clock, running)).toBe(143);
    expect(server.asked.at(-1)).toBe("close");
  });
});
