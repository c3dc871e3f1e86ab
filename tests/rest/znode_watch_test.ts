import { expect, test } from "bun:test";
import { filledApp, raw, text } from "./resources/filled_tree.ts";
import { jsonOf } from "./fake_services.ts";
import { ServerEvents } from "./server_events.ts";

async function watched(query: string, headers: Record<string, string> = {}) {
  const app = await filledApp();
  const response = await app.call(`/v1/znodes/a?watch${query}`, { headers });
  expect(response.status).toBe(200);
  return { ...app, events: new ServerEvents(response), watch: app.services.znodes };
}

test("tells of changes of a znode and of the list of its children", async () => {
  const { call, events } = await watched("");
  expect(await events.next()).toEqual({
    event: "watching",
    id: "2",
    data: { path: "/a", recursive: false, zxid: 2 },
  });
  await call("/v1/znodes/a", { method: "PUT", headers: raw, body: "x" });
  await call("/v1/znodes/a?name=c", { method: "POST", json: {} });
  await call("/v1/znodes/a/c", { method: "PUT", json: text("not told") });
  await call("/v1/znodes/a?recursive=true", { method: "DELETE" });
  await call("/v1/znodes?name=a", { method: "POST", json: {} });
  expect(await events.lines(6)).toEqual([
    "changed 3 /a",
    "children 4 /a",
    "children 6 /a",
    "children 6 /a",
    "deleted 6 /a",
    "created 7 /a",
  ]);
});

test("tells of everything below, where that is asked for", async () => {
  const { call, events } = await watched("=recursive");
  expect((await events.next())?.data.recursive).toBe(true);
  await call("/v1/znodes/a/b?name=c", { method: "POST", json: {} });
  await call("/v1/znodes/a/b", { method: "PUT", json: text("x") });
  await call("/v1/znodes?name=beside", { method: "POST", json: {} });
  await call("/v1/znodes/a/b/c", { method: "DELETE" });
  expect(await events.lines(3)).toEqual(["created 3 /a/b/c", "changed 4 /a/b", "deleted 6 /a/b/c"]);
});

test("is what EventSource asks for by Accept, also of a znode that is to come", async () => {
  const { call } = await filledApp();
  const response = await call("/v1/znodes/new", { headers: { accept: "text/event-stream" } });
  const events = new ServerEvents(response);
  await call("/v1/znodes?name=new", { method: "POST", json: {} });
  expect(await events.lines(2)).toEqual(["watching 2 /new", "created 3 /new"]);
});

test("HEAD opens no stream", async () => {
  const { call, services } = await filledApp();
  expect((await call("/v1/znodes/a?watch", { method: "HEAD" })).status).toBe(200);
  expect(services.eventStreams.size).toBe(0);
});

test("refuses a path that can never be", async () => {
  const { call } = await filledApp();
  for (const path of ["a//b", "a/%00", "/a"]) {
    expect((await call(`/v1/znodes/${path}?watch`)).status).toBe(400);
  }
});

test("says where changes may be missing since Last-Event-ID", async () => {
  const behind = await watched("", { "last-event-id": "1" });
  expect(await behind.events.lines(2)).toEqual(["watching 2 /a", "resync 2 /a"]);
  const { call, events } = await watched("", { "last-event-id": "2" });
  await call("/v1/znodes/a", { method: "PUT", json: text("x") });
  expect(await events.lines(2)).toEqual(["watching 2 /a", "changed 3 /a"]);
  const wrong = await call("/v1/znodes/a?watch", { headers: { "last-event-id": "x" } });
  expect((await jsonOf(wrong, 400)).message).toContain("Last-Event-ID x");
});

test("is no longer watched when the client has gone", async () => {
  const { services, events } = await watched("");
  expect(services.znodes.report().watches).toBe(2);
  expect(await events.lines(1)).toEqual(["watching 2 /a"]);
  await events.cancel();
  expect([services.znodes.report().watches, services.eventStreams.size]).toEqual([0, 0]);
});

test("is refused to who may not read", async () => {
  const { call, services } = await filledApp();
  const visitor = services.znodes.visitor({ remoteAddress: null, credentials: "ann:x" });
  await visitor.setAcl("/a", {
    acl: [{ perms: 31, id: { scheme: "auth", id: "" } }],
    version: -1,
  });
  expect((await call("/v1/znodes/a?watch")).status).toBe(401);
  expect(services.eventStreams.size).toBe(0);
});
