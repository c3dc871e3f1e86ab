import { describe, expect, test } from "bun:test";
import { checkHealth, healthcheck } from "../../lib/cli/healthcheck.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import type { Processes, RunningProcess } from "../../lib/io/processes.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { type Accept, MemoryNetwork } from "../client/memory_network.ts";
import { withTime } from "../client/run_clock.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

interface Given {
  args?: readonly string[];
  /** What other processes run. */
  running?: readonly (readonly string[])[];
  /** The REST or ZooKeeper server; null where nobody listens. */
  accept?: Accept | null;
  files?: Readonly<Record<string, string>>;
  variables?: Readonly<Record<string, string>>;
}

/** Runs the check against servers in memory, and says which addresses it asked. */
async function check(given: Given) {
  const { args = [], running = [], accept = null, files = {}, variables = {} } = given;
  const kafka = new MemoryKafka();
  const network = new MemoryNetwork(accept);
  const fileSystem = new MemoryFileSystem();
  for (const [path, text] of Object.entries(files)) {
    fileSystem.replaceFile(path, new TextEncoder().encode(text));
  }
  const environment = { ...environmentOf(kafka), network, fileSystem, variables };
  const processes = processesOf(running);
  const outcome = await withTime(kafka.clock, checkHealth(args, { environment, processes }));
  return { ...outcome, asked: network.asked };
}

function processesOf(running: readonly (readonly string[])[]): Processes {
  return {
    own: ["/usr/local/bin/kedge"],
    list: (): RunningProcess[] => running.map((command, index) => ({ pid: index + 1, command })),
    startInBackground: () => 0,
    isRunning: () => false,
    command: () => null,
    terminate: () => false,
  };
}

/** A server that answers the first bytes with this text and ends the connection. */
function answering(text: string): Accept {
  return (end) => () => {
    end.send(new TextEncoder().encode(text));
    queueMicrotask(() => end.close());
  };
}

function http(status: string, body: unknown): Accept {
  return answering(`HTTP/1.1 ${status}\r\nContent-Type: x\r\n\r\n${JSON.stringify(body)}`);
}

const READY = http("200 OK", { status: "ok", checks: [] });

describe("what is asked", () => {
  test("REST at its default port, which tells most", async () => {
    expect(await check({ accept: READY })).toEqual({
      isHealthy: true,
      line: "http://127.0.0.1:8083/health/ready: ok",
      asked: ["127.0.0.1:8083"],
    });
  });

  test("the address that the settings name, wildcards at the loopback", async () => {
    const files = { "server.properties": "rest.listeners=http://[::]:18083\n" };
    const { asked } = await check({ args: ["server.properties"], files, accept: READY });
    expect(asked).toEqual(["::1:18083"]);
  });

  test("the address that an environment variable names", async () => {
    const variables = { KEDGE_REST_LISTENERS: "http://127.0.0.1:28083" };
    expect((await check({ variables, accept: READY })).asked).toEqual(["127.0.0.1:28083"]);
  });

  test("the one kedge that runs here, behind an init process too", async () => {
    const start = ["/kedge", "start", "--override", "rest.listeners=http://10.0.0.5:99"];
    const running = [["/sbin/docker-init", "--", ...start], start, ["/bin/sleep", "start"]];
    expect((await check({ running, accept: READY })).asked).toEqual(["10.0.0.5:99"]);
  });

  test("one that was started by the script's name", async () => {
    const override = ["--override", "rest.listeners=http://10.0.0.5:99"];
    for (const command of [["/kedge", "kafka-server-start.sh"], ["/opt/bin/kafka-server-start"]]) {
      const running = [[...command, ...override]];
      expect((await check({ running, accept: READY })).asked).toEqual(["10.0.0.5:99"]);
    }
  });

  test("of two with different settings neither", async () => {
    const running = [["kedge", "start"], ["kedge", "start", "--override", "broker.id=2"]];
    const { isHealthy, line, asked } = await check({ running, accept: READY });
    expect([isHealthy, asked]).toEqual([false, []]);
    expect(line).toContain("more than one kedge runs here");
  });

  test("Kafka where REST is switched off", async () => {
    const args = ["--override", "rest.listeners=", "--override", "listeners=PLAINTEXT://:9092"];
    const { isHealthy, line } = await check({ args });
    expect([isHealthy, line]).toEqual([true, expect.stringMatching(/^127.0.0.1:9092: \d+ Kafka/)]);
  });

  test("ZooKeeper where that is all there is", async () => {
    const args = ["--override", "rest.listeners=", "--override", "broker.enable=false"];
    const accept = answering("Zookeeper version: 3.9\nMode: standalone\nNode count: 5\n");
    expect(await check({ args, accept })).toEqual({
      isHealthy: true,
      line: "127.0.0.1:2181: Mode: standalone",
      asked: ["127.0.0.1:2181"],
    });
  });

  test("nothing where a port is the system's choice, or there is none", async () => {
    const off = ["listeners=", "zookeeper.listeners="]
      .flatMap((override) => ["--override", override]);
    const picked = await check({ args: [...off, "--override", "rest.listeners=http://:0"] });
    expect([picked.isHealthy, picked.line]).toEqual([false, expect.stringContaining("port 0")]);
    const none = await check({ args: [...off, "--override", "rest.listeners="] });
    expect([none.isHealthy, none.line]).toEqual([false, expect.stringContaining("no plain-text")]);
  });
});

describe("what makes it unhealthy, in a line", () => {
  test("nobody listens", async () => {
    const { isHealthy, line } = await check({});
    expect([isHealthy, line]).toEqual([false, expect.stringContaining("127.0.0.1:8083")]);
    expect(line).not.toContain("\n");
  });

  test("a check of the server failed", async () => {
    const checks = [
      { name: "registered", healthy: true, message: "broker 1" },
      { name: "logs", healthy: false, message: "offline: orders-0" },
    ];
    const accept = http("503 Service Unavailable", { status: "failing", checks });
    expect(await check({ accept })).toMatchObject({
      isHealthy: false,
      line: "http://127.0.0.1:8083/health/ready: 503, logs: offline: orders-0",
    });
  });

  test("an answer that another program gives", async () => {
    expect(await check({ accept: answering("220 mail.example.org\r\n") })).toMatchObject({
      isHealthy: false,
      line: expect.stringContaining("not HTTP"),
    });
  });

  test("no answer in time", async () => {
    const accept: Accept = () => () => {/* takes it and says nothing */};
    expect(await check({ accept })).toMatchObject({
      isHealthy: false,
      line: expect.stringContaining("2000 ms"),
    });
  });

  test("settings and arguments that are wrong", async () => {
    const file = await check({ args: ["missing.properties"] });
    expect([file.isHealthy, file.line]).toEqual([false, expect.stringContaining("missing")]);
    const value = await check({ args: ["--override", "num.partitions=abc"] });
    expect([value.isHealthy, value.line]).toEqual([false, expect.stringContaining("abc")]);
    const option = await check({ args: ["--nonsense"] });
    expect([option.isHealthy, option.line]).toEqual([false, expect.stringContaining("nonsense")]);
    expect([file, value, option].flatMap(({ asked }) => asked)).toEqual([]);
  });
});

test("the command leaves with 1 and a line on stderr, and with 0 for its help", async () => {
  const environment = { ...environmentOf(new MemoryKafka()), network: new MemoryNetwork(null) };
  const terminal = new RecordingTerminal();
  const args = ["--override", "rest.listeners=http://127.0.0.1:8083"];
  expect(await healthcheck.run(args, terminal, environment)).toBe(1);
  expect(terminal.err).toMatch(/^kedge healthcheck: [^\n]+\n$/);
  expect(await healthcheck.run(["--help"], terminal, environment)).toBe(0);
  expect(terminal.out).toContain("usage: kedge healthcheck");
});
