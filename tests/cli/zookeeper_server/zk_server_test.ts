import { describe, expect, test } from "bun:test";
import { runZkServer } from "../../../lib/cli/zookeeper_server/zk_server.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { withTime } from "../../client/run_clock.ts";
import { TestServer } from "../../zookeeper/server/test_server.ts";
import { RecordingTerminal } from "../recording_terminal.ts";
import { MemoryHost } from "./memory_host.ts";

const CONFIG = "/conf/zoo.cfg";
const OUTPUT = "/data/logs/zookeeper-ann-server-box.out";
const PID = "/data/zookeeper_server.pid";
const HEAD = `ZooKeeper JMX enabled by default\nUsing config: ${CONFIG}\n`;

function newHost(text = "tickTime=2000\ndataDir=/data\nclientPort=2181\n"): MemoryHost {
  const host = new MemoryHost();
  host.variables["ZOOCFGDIR"] = "/conf";
  host.write(CONFIG, text);
  return host;
}

async function run(host: MemoryHost, ...args: string[]) {
  const terminal = new RecordingTerminal();
  const exitCode = await withTime(host.clock, runZkServer(args, { host, terminal }));
  return { exitCode, out: terminal.out, err: terminal.err };
}

describe("zkServer.sh start", () => {
  test("starts in the background, and notes the process", async () => {
    const host = newHost();
    expect(await run(host, "start")).toEqual({
      exitCode: 0,
      out: "Starting zookeeper ... STARTED\n",
      err: HEAD,
    });
    expect([...host.processes.running]).toEqual([
      [100, ["/opt/kedge", "start", "--zookeeper-config", CONFIG]],
    ]);
    expect([host.read(PID), host.read(OUTPUT)]).toEqual(["100", "kedge 1 is ready\n"]);
    expect(await run(host, "start")).toMatchObject({
      exitCode: 1,
      out: "Starting zookeeper ... already running as process 100.\n",
    });
  });

  test("says why it failed", async () => {
    const host = newHost();
    host.write(OUTPUT, "of another start\n");
    host.processes.says = "a line\nkedge: Cannot listen on 0.0.0.0:2181\n";
    expect(await run(host, "start")).toEqual({
      exitCode: 1,
      out: "Starting zookeeper ... FAILED TO START\n",
      err: `${HEAD}a line\nkedge: Cannot listen on 0.0.0.0:2181\n(all it said is in ${OUTPUT})\n`,
    });
  });

  test("does not start with a file that is wrong, or none", async () => {
    const host = newHost("dataDir=/data\ntickTime=x\nclientPort=2181");
    const { exitCode, err, out } = await run(host, "start");
    expect([exitCode, out]).toEqual([1, "Starting zookeeper ... FAILED TO START\n"]);
    expect(err).toContain(`${CONFIG} line 2: tickTime=x: `);
    expect((await run(host, "start", "/nofile.cfg")).err).toContain("Cannot read /nofile.cfg: ");
    expect(host.processes.running.size).toBe(0);
  });

  test("says in a line what the system refuses", async () => {
    const host = newHost();
    host.files.makeFolder = () => {
      throw Object.assign(new Error("EACCES: permission denied, mkdir '/data'"), {
        code: "EACCES",
      });
    };
    expect(await run(host, "start")).toEqual({
      exitCode: 1,
      out: "Starting zookeeper ... ",
      err: `${HEAD}EACCES: permission denied, mkdir '/data'\n`,
    });
  });

  test("names a dynamicConfigFile that cannot be read", async () => {
    const host = newHost("dataDir=/data\nclientPort=2181\ndynamicConfigFile=/data\n");
    host.files.makeFolder("/data");
    expect((await run(host, "start")).err).toContain(
      "dynamicConfigFile=/data: Cannot read the file",
    );
  });

  test("reads what its server says, not what others said before", async () => {
    const host = newHost();
    host.write(OUTPUT, "of another start\n");
    host.files.readFile = (path) => {
      if (path === OUTPUT) throw new Error("The whole file may be of any length");
      return MemoryFileSystem.prototype.readFile.call(host.files, path);
    };
    host.processes.startInBackground = (command, path) => {
      const file = host.files.open(path, "existing");
      file.writeSync(new TextEncoder().encode("kedge 1 is ready\n"), file.size());
      file.close();
      host.processes.running.set(100, command);
      return 100;
    };
    expect((await run(host, "start")).out).toBe("Starting zookeeper ... STARTED\n");
  });

  test("takes ZOOPIDFILE, ZOO_LOG_DIR and settings among SERVER_JVMFLAGS", async () => {
    const host = newHost();
    Object.assign(host.variables, {
      ZOOPIDFILE: "/run/zk/pid",
      ZOO_LOG_DIR: "/var/log/zk",
      SERVER_JVMFLAGS: "-Xmx1g -Dzookeeper.snapCount=77 -Dzookeeper.nosuch=1",
      JVMFLAGS: "-Djute.maxbuffer=4000000 -Dzookeeper.request_throttle_max_requests=9",
      JMXDISABLE: "true",
    });
    const { err } = await run(host, "start");
    expect(err).toBe(
      `JMX disabled by user request\nUsing config: ${CONFIG}\n` +
        "There is no Java here: -Xmx1g -Dzookeeper.nosuch=1 is ignored\n",
    );
    expect(host.processes.running.get(100)?.slice(4)).toEqual([
      "--override",
      "zookeeper.snapCount=77",
      "--override",
      "zookeeper.jute.maxbuffer=4000000",
      "--override",
      "zookeeper.requestThrottleLimit=9",
    ]);
    expect(host.read("/run/zk/pid")).toBe("100");
    expect(host.read("/var/log/zk/zookeeper-ann-server-box.out")).toContain("is ready");
  });

  test("in the foreground it is this process", async () => {
    const host = newHost();
    expect((await run(host, "start-foreground")).exitCode).toBe(0);
    expect(host.served).toEqual([["--zookeeper-config", CONFIG]]);
  });
});

describe("zkServer.sh stop", () => {
  test("ends the process and waits for that", async () => {
    const host = newHost();
    await run(host, "start");
    expect(await run(host, "stop")).toMatchObject({
      exitCode: 0,
      out: "Stopping zookeeper ... STOPPED\n",
    });
    expect([host.processes.running.size, host.files.exists(PID)]).toEqual([0, false]);
    expect((await run(host, "stop")).out).toBe(
      `Stopping zookeeper ... no zookeeper to stop (could not find file ${PID})\n`,
    );
  });

  test("tells of a process that is gone, or does not go", async () => {
    const host = newHost();
    host.write(PID, "7");
    expect(await run(host, "stop")).toEqual({
      exitCode: 0,
      out: "Stopping zookeeper ... STOPPED\n",
      err: `${HEAD}(process 7 is no server, or none any more) `,
    });
    await run(host, "start");
    host.processes.stubborn.add(100);
    expect(await run(host, "stop")).toMatchObject({
      exitCode: 1,
      out: "Stopping zookeeper ... FAILED TO STOP\n",
    });
    expect(host.files.exists(PID)).toBe(true);
  });

  test("lets other programs alone that have the noted id by now", async () => {
    const host = newHost();
    host.processes.running.set(7, ["vi", "notes"]);
    host.write(PID, "7");
    expect(await run(host, "stop")).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining("7"),
    });
    expect([...host.processes.running.keys()]).toEqual([7]);
    host.write(PID, "7");
    expect((await run(host, "start")).out).toBe("Starting zookeeper ... STARTED\n");
  });

  test("takes 0 for no process: to the system it is the whole group", async () => {
    const host = newHost();
    host.processes.running.set(0, ["kedge", "start"]);
    host.write(PID, "0");
    expect((await run(host, "stop")).out).toContain("no zookeeper to stop");
    expect(host.processes.running.has(0)).toBe(true);
  });

  test("restart is both", async () => {
    const host = newHost();
    await run(host, "start");
    expect((await run(host, "restart")).out).toBe(
      "Stopping zookeeper ... STOPPED\nStarting zookeeper ... STARTED\n",
    );
  });
});

describe("zkServer.sh status", () => {
  test("asks the server", async () => {
    const host = newHost();
    const found = "Client port found: 2181. Client address: localhost. Client SSL: false.\n";
    expect(await run(host, "status")).toMatchObject({
      exitCode: 1,
      out: `${found}Error contacting service. It is probably not running.\n`,
    });
    const { server } = await TestServer.started();
    host.network.listen({ host: "", port: 2181 }, (connection) => server.accept(connection));
    expect(await run(host, "status")).toMatchObject({
      exitCode: 0,
      out: `${found}Mode: standalone\n`,
    });
    await server.close();
  });

  test("names the address that the file names", async () => {
    const host = newHost("dataDir=/data\nclientPort=2182\nclientPortAddress=10.0.0.1\n");
    expect((await run(host, "status")).out).toStartWith(
      "Client port found: 2182. Client address: 10.0.0.1. Client SSL: false.\n",
    );
    expect((await run(newHost("dataDir=/data"), "status")).exitCode).toBe(1);
  });
});

test("version, print-cmd, and what there is none of", async () => {
  const host = newHost();
  expect((await run(host, "version")).out).toMatch(/version 3\.9\.\d+-kedge-\S+ /);
  expect((await run(host, "print-cmd")).out).toBe(
    `"/opt/kedge" "start" "--zookeeper-config" "${CONFIG}" &>"${OUTPUT}" </dev/null\n`,
  );
  expect(await run(host, "frob")).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining("Usage: zkServer.sh [--config <conf-dir>] {start|"),
  });
});
