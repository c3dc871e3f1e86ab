import { describe, expect, test } from "bun:test";
import { CreateMode } from "../../lib/zookeeper/protocol/create_mode.ts";
import type { ServerReport } from "../../lib/zookeeper/commands/report.ts";
import { TestServer } from "../zookeeper/server/test_server.ts";
import { checkReplayed, checkState, type Observed } from "./coordinator_invariants.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A server with an ephemeral node and a quota. */
async function filled(): Promise<TestServer> {
  const server = await TestServer.started();
  const session = await server.server.createLocalSession();
  const folder = "/zookeeper/quota/a";
  await session.create(folder);
  await session.create(`${folder}/zookeeper_limits`, { data: bytes("count=9,bytes=-1") });
  await session.create(`${folder}/zookeeper_stats`, { data: bytes("count=0,bytes=0") });
  await session.create("/a", { data: bytes("abc") });
  await session.create("/a/e", { mode: CreateMode.EPHEMERAL });
  return server;
}

/** The server with other figures than it has. */
function telling({ server }: TestServer, figures: Partial<ServerReport>): Observed {
  return {
    beginSnapshot: () => server.beginSnapshot(),
    report: () => ({ ...server.report(), ...figures }),
    reports: server.reports,
  };
}

describe("the state of a coordinator", () => {
  test("as it is holds together, and is what its log says", async () => {
    const server = await filled();
    checkState(server.server, ["/a"]);
    const again = new TestServer();
    for (const record of server.log.records) again.server.replay(record);
    checkReplayed(server.server, again.server);
  });

  test.each<[string, Partial<ServerReport>]>([
    ["nodes", { znodes: 5 }],
    ["ephemeral nodes", { ephemerals: 0 }],
    ["bytes", { approximateDataBytes: 7 }],
  ])("is refused with another number of %s", async (_name, figures) => {
    const server = await filled();
    expect(() => checkState(telling(server, figures), ["/a"])).toThrow("in place of");
  });

  test("is refused where the index of ephemeral nodes differs", async () => {
    const server = await filled();
    const { reports } = server.server;
    const other = telling(server, {});
    const ephemerals = () => new Map([[77n, new Set(["/a/e"])]]);
    const changed = Object.assign(Object.create(reports), { ephemerals });
    expect(() => checkState({ ...other, reports: changed }, [])).toThrow("ephemerals of 77");
  });

  test("is refused where a quota says something else", async () => {
    const server = await filled();
    const session = await server.server.createLocalSession();
    const data = bytes("count=7,bytes=3");
    await session.setData("/zookeeper/quota/a/zookeeper_stats", { data });
    expect(() => checkState(server.server, ["/a"])).toThrow("nodes in /a: 7, in place of 2");
  });

  test("is refused where a part of the log was not replayed, or another", async () => {
    const server = await filled();
    const again = new TestServer();
    for (const record of server.log.records.slice(0, -1)) again.server.replay(record);
    expect(() => checkReplayed(server.server, again.server)).toThrow("last zxid");
  });
});
