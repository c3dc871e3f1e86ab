import { expect, test } from "bun:test";
import { Perms } from "../../../lib/zookeeper/tree/acl.ts";
import { normalised, recordedCommands } from "../../zookeeper/commands/recorded_answers.ts";
import { fakeApp } from "../fake_services.ts";

const digest = { authorization: "digest ann:secret" };

test("GET /commands lists them as links, as ZooKeeper does", async () => {
  const { call } = fakeApp();
  const recorded = recordedCommands.get("list")!;
  for (const path of ["/commands", "/commands/"]) {
    const response = await call(path);
    expect([response.status, await response.text()]).toEqual([recorded.status, recorded.body]);
  }
  expect((await call("/commands", { method: "POST" })).status).toBe(200);
});

test.each(["ruok", "leader", "voting_view", "set_trace_mask", "is_read_only", "snap", "rest"])(
  "GET /commands/%s answers as ZooKeeper's",
  async (name) => {
    const { call } = fakeApp();
    const response = await call(`/commands/${name}`);
    const recorded = recordedCommands.get(name)!;
    expect(response.headers.get("content-type")).toBe("application/json");
    expect([response.status, await response.text()]).toEqual([recorded.status, recorded.body]);
  },
);

test.each<[string, string]>([["nothing", "none"], ["ruok/x", "deep"], ["shed", "shed"]])(
  "GET /commands/%s is unknown, with 200, as in ZooKeeper",
  async (name, recordedName) => {
    const { call } = fakeApp();
    const response = await call(`/commands/${name}`);
    const recorded = recordedCommands.get(recordedName)!;
    expect([response.status, await response.text()]).toEqual([recorded.status, recorded.body]);
    expect((await call(`/commands/${name}`, { method: "POST" })).status).toBe(200);
  },
);

test("aliases and parameters", async () => {
  const { call } = fakeApp();
  const recorded = recordedCommands.get("stmk-306")!.body;
  const set = await call("/commands/stmk?traceMask=5");
  expect(normalised(await set.text())).toBe(recorded);
  expect(await (await call("/commands/gtmk")).text()).toContain('"tracemask" : 5');
});

test.each(["PUT", "DELETE"])("%s is not allowed", async (method) => {
  const { call } = fakeApp();
  const response = await call("/commands/ruok", { method });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
});

test("HEAD and OPTIONS are answered", async () => {
  const { call } = fakeApp();
  const head = await call("/commands/ruok", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect((await call("/commands/ruok", { method: "OPTIONS" })).status).toBe(204);
});

test("a command is run with its own method", async () => {
  const { call } = fakeApp();
  const posted = await call("/commands/ruok", { method: "POST" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, OPTIONS"]);
  const got = await call("/commands/restore", { headers: digest });
  expect([got.status, got.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
});

test("snapshot and restore need every permission on the root", async () => {
  const { call, services } = fakeApp();
  const status = async (authorization: string) =>
    (await call("/commands/snapshot", { headers: { authorization } })).status;
  expect(await status("foo x")).toBe(401);
  expect(await status("digest x y z")).toBe(401);
  expect(await status("digest nocolon")).toBe(401);
  expect(await status("digest ann:secret")).not.toBe(403);
  const ann = services.znodes.visitor({ remoteAddress: null, credentials: "ann:secret" });
  const all = { perms: Perms.ALL, id: { scheme: "auth", id: "" } };
  const read = { perms: Perms.READ, id: { scheme: "world", id: "anyone" } };
  await ann.setAcl("/", { acl: [all, read], version: -1 });
  expect(await status("digest bob:x")).toBe(403);
  expect(await status("ip")).toBe(403);
  expect(await status(`Basic ${Buffer.from("ann:secret").toString("base64")}`)).not.toBe(403);
  const refused = await call("/commands/restore", { method: "POST" });
  expect(refused.status).toBe(recordedCommands.get("restore-post-noauth")!.status);
});

test("GET /commands/snapshot gives a snapshot with its zxid, as ZooKeeper does", async () => {
  const { call, services } = fakeApp();
  const large = await call("/commands/snapshot", { headers: digest });
  expect([large.status, await large.text()]).toEqual([501, expect.stringContaining("export")]);
  const bytes = new Uint8Array([1, 2, 3]);
  services.snapshot = Promise.resolve({ zxid: 31, bytes });
  const given = await call("/commands/snap", { headers: digest });
  expect(given.headers.get("content-type")).toBe("application/octet-stream");
  expect([given.headers.get("last_zxid"), given.headers.get("snapshot_size")]).toEqual([
    "0x1f",
    "3",
  ]);
  expect(await given.bytes()).toEqual(bytes);
  const told = await call("/commands/snap?streaming=false", { headers: digest });
  expect(told.headers.get("last_zxid")).toBe("0x1f");
  expect(await told.text()).toBe(recordedCommands.get("ruok")!.body.replace("ruok", "snapshot"));
});

test("no snapshot is given where admin.snapshot.enabled is false", async () => {
  const { call, services } = fakeApp();
  services.givesSnapshots = false;
  services.snapshot = Promise.resolve({ zxid: 31, bytes: new Uint8Array([1]) });
  const refused = await call("/commands/snapshot", { headers: digest });
  expect([refused.status, await refused.json()]).toEqual([
    503,
    { command: "snapshot", error: "admin.snapshot.enabled is false" },
  ]);
});

test("one snapshot is taken at a time", async () => {
  const { call, services } = fakeApp();
  let give = (_: null) => {};
  services.snapshot = new Promise((resolve) => give = resolve);
  const first = call("/commands/snapshot", { headers: digest });
  const second = await call("/commands/snapshot", { headers: digest });
  expect(second.status).toBe(429);
  give(null);
  expect((await first).status).toBe(501);
});
