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

async function stop(host: MemoryHost, kind: ServerKind) {
  const terminal = new RecordingTerminal();
  const exitCode = await withTime(host.clock, stopServers(kind, { host, terminal }));
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
    expect(host.processes.running.get(100)).toEqual(["/opt/kedge", "start", "a"]);
    expect(host.read("/logs/kafkaServer.out")).toBe("kedge 1 is ready\n");
    host.processes.says = "kedge: no\n";
    expect(await start(host, ZOOKEEPER_SERVER, "-daemon", "z")).toMatchObject({
      exitCode: 1,
      err: "kedge: no\n(all it said is in /logs/zookeeper.out)\n",
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
  ["/opt/kafka/bin/zookeeper-server-start.sh zookeeper.properties", "zookeeper"],
  ["kedge zkServer start-foreground", "zookeeper"],
  ["zkServer.sh start-foreground", "zookeeper"],
  ["kedge topics --list", null],
  ["systemctl start kedge", null],
  ["vi start", null],
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
