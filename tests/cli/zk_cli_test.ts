import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zkCli } from "../../lib/cli/zk_cli.ts";
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { withTime } from "../client/run_clock.ts";
import { TestServer } from "../zookeeper/server/test_server.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";
import { transcriptOf } from "./zookeeper/transcript.ts";

const GOLDEN = join(import.meta.dir, "../golden/cli");

interface Given {
  input?: string;
  files?: Record<string, string>;
  isTerminal?: boolean;
}

/** Runs zkCli on a coordinator in memory. */
async function runZkCli(
  args: readonly string[],
  { input = "", files = {}, isTerminal = false }: Given = {},
) {
  const kafka = new MemoryKafka();
  const server = await TestServer.started({ extendedTypesEnabled: true });
  const network = new MemoryNetwork();
  network.listen({ host: "zk", port: 2181 }, (connection) => server.server.accept(connection));
  const terminal = new RecordingTerminal(input);
  terminal.isTerminal = isTerminal;
  const environment = { ...environmentOf(kafka, files), network };
  const exitCode = await withTime(kafka.clock, zkCli.run(args, terminal, environment));
  expect(kafka.clock.pending).toBe(0);
  await server.server.close();
  return { exitCode, out: terminal.out, err: terminal.err, both: terminal.both };
}

const SERVER = ["-server", "127.0.0.1:2181"];
const OPENING = "Connecting to 127.0.0.1:2181\n\nWATCHER::\n\n" +
  "WatchedEvent state:SyncConnected type:None path:null zxid: -1\n";

test("prints what ZooKeeper 3.9's zkCli.sh prints", async () => {
  const input = readFileSync(join(GOLDEN, "zkCli_lines.txt"), "utf8");
  const { both, exitCode } = await runZkCli(SERVER, { input });
  const lines = input.split("\n").slice(0, -1);
  expect(transcriptOf(both, lines)).toBe(readFileSync(join(GOLDEN, "zkCli.txt"), "utf8"));
  expect(exitCode).toBe(0);
});

describe("zkCli.sh with one command", () => {
  test("runs it, and ends with its exit code", async () => {
    expect(await runZkCli([...SERVER, "create", "/a", "two words"])).toMatchObject({
      exitCode: 0,
      both: `${OPENING}Created /a\n`,
    });
    expect(await runZkCli([...SERVER, "-bogus", "get", "/nosuch"])).toMatchObject({
      exitCode: 1,
      err: "Node does not exist: /nosuch\n",
    });
    expect((await runZkCli([...SERVER, "frob"])).exitCode).toBe(127);
    expect((await runZkCli([...SERVER, "delete", "-v", "abc", "/"])).err).toBe(
      'For input string: "abc"\n',
    );
  });

  test("history has nothing yet, quit tells of the session's end", async () => {
    expect((await runZkCli([...SERVER, "history"])).out).toContain("0 - null\n");
    expect((await runZkCli([...SERVER, "quit"])).out).toEndWith(
      "WatchedEvent state:Closed type:None path:null zxid: -1\n",
    );
  });
});

describe("zkCli.sh for people", () => {
  test("completes commands and paths", async () => {
    const { out, exitCode } = await runZkCli(SERVER, {
      isTerminal: true,
      input: "creat\t/alpha 1\rget /a\t\rls /zookeeper/con\t\r\x1b[A\r",
    });
    expect(out).toContain("] create /alpha 1\r\n");
    expect(out).toContain("] get /alpha\r\n1\n");
    expect(out.split("] ls /zookeeper/config\r\n[]\n")).toHaveLength(3);
    expect(exitCode).toBe(0);
  });

  test("shows what a path can become, and nothing where there is none", async () => {
    const { out } = await runZkCli(SERVER, {
      isTerminal: true,
      input: "ls /zookeeper/\t\x15ls /nosuch/\t\x15quit\r",
    });
    expect(out).toContain("/zookeeper/config  /zookeeper/quota\r\n");
    expect(out).toContain("\x07");
  });

  test("control-C ends it", async () => {
    const { exitCode } = await runZkCli(SERVER, { isTerminal: true, input: "ls \x03" });
    expect(exitCode).toBe(130);
  });
});

describe("the options of zkCli.sh", () => {
  test("a server that is not there", async () => {
    const args = ["-server", "127.0.0.1:1", "-timeout", "3000", "ls", "/"];
    const { exitCode, err } = await runZkCli(args);
    expect([exitCode, err.split("\n").at(-2)]).toEqual([
      1,
      "KeeperErrorCode = ConnectionLoss for /",
    ]);
  });

  test("-waitforconnection gives up after the timeout", async () => {
    const args = ["-waitforconnection", "-timeout", "2000", "-server", "127.0.0.1:1", "ls", "/"];
    const { exitCode, err } = await runZkCli(args);
    expect([exitCode, err.split("\n").at(-2)]).toEqual([1, "KeeperErrorCode = ConnectionLoss"]);
    expect((await runZkCli(["-waitforconnection", ...SERVER, "ls", "/"])).out).toEndWith(
      "[zookeeper]\n",
    );
  });

  test("what cannot be is told", async () => {
    expect(await runZkCli(["-timeout", "abc"])).toMatchObject({
      exitCode: 1,
      err: "Cannot use -timeout abc: it is a number of ms\n",
    });
    expect(await runZkCli(["-server", "bad:port", "ls", "/"])).toMatchObject({
      exitCode: 1,
      err: "Cannot read server bad:port: it must be host:port\n",
    });
    const { err } = await runZkCli(["quit", "-server"]);
    expect(err).not.toContain("no argument");
    expect((await runZkCli(["-server"])).err).toStartWith(
      "Error: no argument found for option -server\n",
    );
  });

  test("-client-configuration is read, and refused where it asks for TLS", async () => {
    const files = { plain: "zookeeper.request.timeout=1", tls: "zookeeper.client.secure=TRUE" };
    const withFile = (file: string) =>
      runZkCli([...SERVER, "-client-configuration", file, "ls", "/"], { files });
    expect((await withFile("plain")).exitCode).toBe(0);
    expect(await withFile("tls")).toMatchObject({
      exitCode: 2,
      err: "Cannot connect as tls says: there is no TLS yet (zookeeper.client.secure=true)\n",
    });
    expect((await withFile("nofile")).err).toBe("Cannot read nofile: no such file\n");
  });
});
