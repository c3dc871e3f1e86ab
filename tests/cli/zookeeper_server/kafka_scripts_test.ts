import { describe, expect, test } from "bun:test";
import {
  KAFKA_SERVER,
  type ServerKind,
  startServer,
  stopServers,
  ZOOKEEPER_SERVER,
} from "../../../lib/cli/zookeeper_server/kafka_scripts.ts";
import { withTime } from "../../client/run_clock.ts";
import { RecordingTerminal } from "../recording_terminal.ts";
import { MemoryHost } from "./memory_host.ts";

async function start(host: MemoryHost, kind: ServerKind, ...args: string[]) {
  const terminal = new RecordingTerminal();
  const exitCode = await withTime(host.clock, startServer(kind, { args, host, terminal }));
  return { exitCode, out: terminal.out, err: terminal.err };
}

async function stop(host: MemoryHost, kind: ServerKind, ...args: string[]) {
  const terminal = new RecordingTerminal();
  const exitCode = await withTime(host.clock, stopServers(kind, { args, host, terminal }));
  return { exitCode, out: terminal.out, err: terminal.err };
}

describe("the scripts that start", () => {
  test("serve in this process", async () => {
    const host = new MemoryHost();
    await start(host, ZOOKEEPER_SERVER, "zookeeper.properties");
    await start(host, KAFKA_SERVER, "server.properties", "--override", "broker.id=2");
    expect(host.served).toEqual([
      ["--zookeeper-config", "zookeeper.properties"],
      ["server.properties", "--override", "broker.id=2"],
    ]);
  });

  test("or in the background", async () => {
    const host = new MemoryHost();
    host.variables["LOG_DIR"] = "/logs";
    expect(await start(host, KAFKA_SERVER, "-daemon", "a")).toMatchObject({ exitCode: 0, out: "" });
    const [, ...args] = host.processes.running.get(100)!;
    expect(args).toEqual(["start", "--default-log-file=/logs/server.log", "a"]);
    expect(host.read("/logs/kafkaServer.out")).toBe("kedge 1 is ready\n");
    await start(host, ZOOKEEPER_SERVER, "-daemon", "z");
    expect(host.processes.running.get(101)).toContain("--default-log-file=/logs/zookeeper.log");
    host.processes.says = "kedge: no\n";
    expect(await start(host, ZOOKEEPER_SERVER, "-daemon", "z")).toMatchObject({
      exitCode: 1,
      err: "kedge: no\n(all it said is in /logs/zookeeper.out)\n",
    });
  });

  test("note the process's id where they are told to, and stop that process", async () => {
    const host = new MemoryHost();
    await start(host, KAFKA_SERVER, "--daemon", "a", "--pid-file", "/kedge.pid");
    await start(host, KAFKA_SERVER, "-daemon", "b");
    expect(host.read("/kedge.pid")).toBe("100\n");
    expect(await stop(host, KAFKA_SERVER, "--pid-file", "/kedge.pid")).toMatchObject({
      exitCode: 0,
    });
    expect([...host.processes.running.keys()]).toEqual([101]);
    expect(host.files.exists("/kedge.pid")).toBe(false);
    expect(await stop(host, KAFKA_SERVER, "--pid-file", "/kedge.pid")).toMatchObject({
      exitCode: 1,
      out: "No kafka server to stop\n",
    });
  });

  test("say in a line what the system refuses", async () => {
    const host = new MemoryHost();
    host.files.makeFolder = () => {
      throw Object.assign(new Error("EACCES: permission denied, mkdir 'logs'"), { code: "EACCES" });
    };
    expect(await start(host, KAFKA_SERVER, "-daemon", "a")).toMatchObject({
      exitCode: 1,
      err: "EACCES: permission denied, mkdir 'logs'\n",
    });
  });

  test("say how they are called", async () => {
    expect(await start(new MemoryHost(), ZOOKEEPER_SERVER)).toMatchObject({
      exitCode: 1,
      out: "USAGE: zookeeper-server-start.sh [-daemon] zookeeper.properties\n",
    });
  });
});

test.each([
  ["kedge start", "kafka"],
  ["/usr/bin/kedge start server.properties zoo.cfg", "kafka"],
  ["bun /src/main.ts start --override broker.id=1", "kafka"],
  ["kafka-server-start.sh server.properties", "kafka"],
  ["kedge kafka-server-start server.properties", "kafka"],
  ["kedge start --zookeeper-config zoo.cfg", "zookeeper"],
  ["kedge start --zookeeper-config zoo.cfg --override zookeeper.snapCount=7", "zookeeper"],
  ["kedge start --zookeeper-config zoo.cfg server.properties", "kafka"],
  ["kedge start /etc/zookeeper/zoo.cfg", "zookeeper"],
  ["kedge start --log-file zk.log /etc/zookeeper/zoo.cfg", "zookeeper"],
  ["kedge start --default-log-file=logs/zookeeper.log --zookeeper-config zoo.cfg", "zookeeper"],
  ["kedge start zoo.cfg server.properties", "kafka"],
  ["kedge start --override log.dirs=/a.cfg", "kafka"],
  ["/opt/kafka/bin/zookeeper-server-start.sh zookeeper.properties", "zookeeper"],
  ["kedge zkServer start-foreground", "zookeeper"],
  ["zkServer.sh start-foreground", "zookeeper"],
  ["/opt/zk/bin/zkServer.sh --config /conf start-foreground", "zookeeper"],
  ["bun /src/main.ts zkServer --config /conf start-foreground zoo.cfg", "zookeeper"],
  ["zkServer.sh status", null],
  ["less zkServer.sh start-foreground", null],
  ["kedge topics --list", null],
  ["systemctl start kedge", null],
  ["vi start", null],
  ["vi /opt/kafka/bin/kafka-server-start.sh", null],
  ["tail -f zookeeper-server-start.sh", null],
  ["", null],
])("%j is a server of %s", (line, kind) => {
  const process = { pid: 1, command: line.split(" ") };
  expect([ZOOKEEPER_SERVER.isServer(process), KAFKA_SERVER.isServer(process)]).toEqual([
    kind === "zookeeper",
    kind === "kafka",
  ]);
});

describe("the scripts that stop", () => {
  test("end all of their kind", async () => {
    const host = new MemoryHost();
    host.processes.running.set(1, ["kedge", "start", "--zookeeper-config", "zoo.cfg"])
      .set(2, ["kedge", "start"]).set(3, ["vi", "start"]);
    expect(await stop(host, ZOOKEEPER_SERVER)).toEqual({ exitCode: 0, out: "", err: "" });
    expect([...host.processes.running.keys()]).toEqual([2, 3]);
    expect(await stop(host, ZOOKEEPER_SERVER)).toEqual({
      exitCode: 1,
      out: "No zookeeper server to stop\n",
      err: "",
    });
  });

  test("leave another project's main.ts alone", async () => {
    const host = new MemoryHost();
    host.processes.running.set(1, ["bun", "/home/ann/shop/main.ts", "start"]);
    expect((await stop(host, KAFKA_SERVER)).out).toBe("No kafka server to stop\n");
    expect(host.processes.running.has(1)).toBe(true);
  });

  test("tell of those that go on", async () => {
    const host = new MemoryHost();
    host.processes.running.set(2, ["kedge", "start"]);
    host.processes.stubborn.add(2);
    expect(await stop(host, KAFKA_SERVER)).toEqual({
      exitCode: 1,
      out: "",
      err: "Process 2 goes on, or is not yours to stop\n",
    });
  });
});
