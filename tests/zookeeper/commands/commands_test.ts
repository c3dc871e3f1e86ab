/** Each word's answer, in the form that ZooKeeper 3.9's was recorded. */
import { expect, test } from "bun:test";
import { commandContext } from "./command_bench.ts";
import { argumentOf, runCommand, wordOf } from "../../../lib/zookeeper/commands/mod.ts";
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
      "est=1700000000000,to=30000,lcxid=0x1a,lzxid=0xff,lresp=24127145,llat=1,minlat=0," +
      "avglat=1,maxlat=3)\n /[::1]:57438[0](queued=0,recved=1,sent=0)\n\n",
  );
});

test("mntr", () => {
  expect(run("mntr")).toBe(`zk_version\t3.9.5-kedge-0.1.0, built on 2026-11-21 08:00 UTC
zk_server_state\tstandalone
zk_avg_latency\t0.1235
zk_znode_count\t9
zk_response_bytes\t30
zk_avg_fsynctime\t1.6667
zk_min_fsynctime\t1
zk_max_fsynctime\t2
zk_cnt_fsynctime\t3
zk_sum_fsynctime\t5
zk_avg_readlatency\t2.0
zk_min_readlatency\t1
zk_max_readlatency\t3
zk_cnt_readlatency\t2
zk_sum_readlatency\t4
zk_p50_readlatency\t1
zk_p95_readlatency\t3
zk_p99_readlatency\t3
zk_p999_readlatency\t3
`);
});

test("conf, envi and dirs", () => {
  expect(run("conf")).toBe(`clientPort=2181
secureClientPort=-1
dataDir=/data
dataDirSize=478
dataLogDir=/data
dataLogSize=478
tickTime=2000
maxClientCnxns=60
minSessionTimeout=4000
maxSessionTimeout=40000
clientPortListenBacklog=-1
serverId=0
`);
  expect(run("envi")).toBe(
    "Environment:\nzookeeper.version=3.9.5-x, built on y\nhost.name=here\n",
  );
  expect(run("dirs")).toBe("datadir_size: 478\nlogdir_size: 478\n");
});

test("wchs, wchc and wchp", () => {
  expect(run("wchs")).toBe("13 connections watching 12 paths\nTotal watches:21\n");
  expect(run("wchc")).toBe("0x1a1fd57b84d0001\n\t/a\n\t/b\n0x2\n\t/a\n\n");
  expect(run("wchp")).toBe("/a\n\t0x1a1fd57b84d0001\n\t0x2\n/b\n\t0x1a1fd57b84d0001\n\n");
});

test("dump", () => {
  expect(run("dump")).toBe(
    `SessionTracker dump:
Session Sets (1)/(2):
2 expire at Tue Nov 14 22:13:21 UTC 2023:
\t0x1a1fd57b84d0001
\t0x2
ephemeral nodes dump:
Sessions with Ephemerals (1):
0x1a1fd57b84d0001:
\t/a
\t/b
Connections dump:
Connections Sets (1)/(2):
2 expire at Tue Nov 14 22:13:21 UTC 2023:
\tip: /127.0.0.1:57454 sessionId: 0x1a1fd57b84d0001
\tip: /[::1]:57438 sessionId: 0x0
`,
  );
});

test("gtmk, stmk and hash", () => {
  expect(run("gtmk")).toBe("306");
  expect(runCommand("stmk", { allowed: ["*"], context, argument: -5n })).toBe("-5");
  expect(run("gtmk")).toBe("-5");
  expect(run("hash")).toBe("");
});

test("stmk needs its mask in the same bytes", () => {
  expect(argumentOf("ruok", Buffer.from("ruok"))).toBe(0n);
  expect(argumentOf("stmk", Buffer.from("stmk\0\0\0\0\0\0\u0001\u0032"))).toBe(306n);
  expect(argumentOf("stmk", Buffer.from("stmk\0\0\0"))).toBeNull();
});

test("srst and crst", () => {
  expect(run("srst")).toBe("Server stats reset.\n");
  expect(run("crst")).toBe("Connection stats reset.\n");
  expect(context.resets).toEqual(["server", "connections"]);
});

test("words that are not allowed", () => {
  const refused = (word: string) => `${word} is not executed because it is not in the whitelist.\n`;
  expect(runCommand("mntr", { allowed: ["srvr"], context })).toBe(refused("mntr"));
  expect(runCommand("ruok", { allowed: ["srvr", "ruok"], context })).toBe("imok");
  // zkServer.sh asks for it whatever the list says.
  expect(runCommand("srvr", { allowed: [], context })).toBe(versionLine + serverLines);
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
