/** Each word's answer, in the form that ZooKeeper 3.9's was recorded. */
import { expect, test } from "bun:test";
import { commandContext } from "./command_bench.ts";
import { runCommand, wordOf } from "../../../lib/zookeeper/commands/mod.ts";
import { formatLatency, formatMean } from "../../../lib/zookeeper/commands/report.ts";

const context = commandContext();

function run(word: string): string {
  return runCommand(word, { allowed: ["*"], context });
}

const serverLines = `Latency min/avg/max: 0/0.1235/7
Received: 6
Sent: 7
Connections: 1
Outstanding: 8
Zxid: 0x1f
Mode: standalone
Node count: 9
`;
const versionLine = "Zookeeper version: 3.9.5-kedge-0.1.0, built on 2026-11-21 08:00 UTC\n";

test("ruok and isro", () => {
  expect(run("ruok")).toBe("imok");
  expect(run("isro")).toBe("rw");
});

test("srvr", () => {
  expect(run("srvr")).toBe(versionLine + serverLines);
});

test("stat", () => {
  expect(run("stat")).toBe(
    `${versionLine}Clients:
 /127.0.0.1:57454[1](queued=2,recved=5,sent=4)
 /[::1]:57438[0](queued=0,recved=1,sent=0)

${serverLines}`,
  );
});

test("cons", () => {
  expect(run("cons")).toBe(
    " /127.0.0.1:57454[1](queued=2,recved=5,sent=4,sid=0x1a1fd57b84d0001,lop=PING," +
      "est=1700000000000,to=30000,lcxid=0x1a,lzxid=0xff,lresp=1700000001000,llat=1,minlat=0," +
      "avglat=1.5,maxlat=3)\n /[::1]:57438[0](queued=0,recved=1,sent=0)\n\n",
  );
});

test("mntr", () => {
  const lines = run("mntr").split("\n");
  expect(lines.pop()).toBe("");
  for (const line of lines) expect(line).toMatch(/^zk_[a-z_]+\t\S/);
  for (
    const line of [
      "zk_version\t3.9.5-kedge-0.1.0, built on 2026-11-21 08:00 UTC",
      "zk_server_state\tstandalone",
      "zk_avg_latency\t0.1235",
      "zk_max_latency\t7",
      "zk_znode_count\t9",
      "zk_ephemerals_count\t10",
      "zk_watch_count\t11",
      "zk_global_sessions\t4",
      "zk_packets_received\t6",
      "zk_packets_sent\t7",
      "zk_num_alive_connections\t1",
      "zk_outstanding_requests\t8",
      "zk_approximate_data_size\t44",
      "zk_open_file_descriptor_count\t54",
      "zk_max_file_descriptor_count\t20000",
      "zk_uptime\t5158",
    ]
  ) expect(lines).toContain(line);
});

test("conf, envi and dirs", () => {
  expect(run("conf")).toBe("clientPort=2181\ntickTime=2000\n");
  expect(run("envi")).toBe(
    "Environment:\nzookeeper.version=3.9.5-x, built on y\nhost.name=here\n",
  );
  expect(run("dirs")).toBe("datadir_size: 478\nlogdir_size: 478\n");
});

test("wchs and dump", () => {
  expect(run("wchs")).toBe("13 connections watching 12 paths\nTotal watches:11\n");
  expect(run("dump")).toBe(
    `SessionTracker dump:
Session Sets (1)/(2):
2 expire in 1235 ms:
\t0x1a1fd57b84d0001
\t0x2
ephemeral nodes dump:
Sessions with Ephemerals (1):
0x1a1fd57b84d0001:
\t/a
\t/b
`,
  );
});

test("srst and crst", () => {
  expect(run("srst")).toBe("Server stats reset.\n");
  expect(run("crst")).toBe("Connection stats reset.\n");
  expect(context.resets).toEqual(["server", "connections"]);
});

test("words that are not served, or not allowed", () => {
  const refused = (word: string) => `${word} is not executed because it is not in the whitelist.\n`;
  for (const word of ["gtmk", "stmk", "hash", "wchc", "wchp"]) {
    expect(run(word)).toBe(refused(word));
  }
  expect(runCommand("mntr", { allowed: ["srvr"], context })).toBe(refused("mntr"));
  expect(runCommand("ruok", { allowed: ["srvr", "ruok"], context })).toBe("imok");
});

test("a word is told from a request's length", () => {
  const first = (text: string) => Buffer.from(text).readInt32BE();
  expect(wordOf(first("ruok"))).toBe("ruok");
  expect(wordOf(first("wchp"))).toBe("wchp");
  for (const length of [0, 44, 45, 1_048_575, -1, first("GET "), first("RUOK")]) {
    expect(wordOf(length)).toBeNull();
  }
});

test("means have up to four decimals, and at least one", () => {
  expect([0, 1, 0.5, 1 / 3, 2.00001].map(formatMean)).toEqual([
    "0.0",
    "1.0",
    "0.5",
    "0.3333",
    "2.0",
  ]);
  expect(formatLatency({ minMs: 0, avgMs: 0, maxMs: 0 })).toBe("0/0.0/0");
});
