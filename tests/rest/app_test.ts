import { describe, expect, test } from "bun:test";
import { createApp } from "../../lib/rest/app.ts";
import { decodeCbor } from "../../lib/rest/cbor.ts";
import { route } from "../../lib/rest/route.ts";
import { object, string } from "../../lib/rest/shape.ts";
import { valueOf } from "../metrics/parse_prometheus.ts";
import { CLUSTER, fakeApp, FakeServices, jsonOf } from "./fake_services.ts";

describe("a path that is served", () => {
  test.each([
    ["/", "GET, HEAD, OPTIONS"],
    [CLUSTER, "GET, HEAD, OPTIONS"],
    [`${CLUSTER}/topics`, "GET, POST, HEAD, OPTIONS"],
    [`${CLUSTER}/topics/t`, "GET, PATCH, DELETE, HEAD, OPTIONS"],
    [`${CLUSTER}/topics/t/configs:alter`, "POST, OPTIONS"],
    [`${CLUSTER}/topics/t/records`, "POST, GET, HEAD, OPTIONS"],
  ])("%s answers OPTIONS and wrong methods with what it takes", async (path, allow) => {
    const { call } = fakeApp();
    const options = await call(path, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, allow]);
    // No word on other origins: a browser then keeps pages of other origins out.
    expect(options.headers.get("access-control-allow-origin")).toBeNull();
    const wrong = await call(path, { method: "PUT", json: {} });
    expect(wrong.headers.get("allow")).toBe(allow);
    expect(await jsonOf(wrong, 405)).toEqual({
      error_code: 405,
      message: `HTTP 405 Method Not Allowed: PUT ${path}; allowed: ${allow}`,
    });
  });

  test("answers HEAD as GET without its body", async () => {
    const { call } = fakeApp();
    const head = await call(CLUSTER, { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(head.headers.get("content-type")).toBe("application/json");
    expect(await head.text()).toBe("");
    expect((await call(`${CLUSTER}/topics/none`, { method: "HEAD" })).status).toBe(404);
  });

  test("is answered at once where it needs a broker and there is none", async () => {
    const { call, services } = fakeApp();
    services.noBroker = "Cannot ask a Kafka broker";
    for (const path of ["/v3/clusters", CLUSTER, `${CLUSTER}/topics`]) {
      expect((await jsonOf(await call(path), 501)).message).toBe("Cannot ask a Kafka broker");
    }
    expect((await call("/v1/znodes")).status).toBe(200);
  });

  test("takes a slash at its end", async () => {
    const { call } = fakeApp();
    expect((await jsonOf(await call("/v3/clusters/"))).kind).toBe("KafkaClusterList");
  });
});

describe("a request that fails", () => {
  test.each([
    ["/nothing", 404, 404, "HTTP 404 Not Found: /nothing; GET / and /openapi.json name the routes"],
    [`${CLUSTER}/topics/none`, 404, 40403, "This server does not host this topic-partition."],
    ["/v3/clusters/other/topics", 404, 404, "Cluster other cannot be found."],
    [
      `${CLUSTER}/brokers/x`,
      400,
      400,
      'Cannot take path broker_id: found "x"; allowed: an integer',
    ],
    [`${CLUSTER}/topics/t/records?limt=1`, 400, 400, "Cannot take query limt: found a name that"],
    [`${CLUSTER}/topics/t/records?limit=0`, 400, 400, "query limit: found 0; allowed: an integer"],
  ])("GET %s is answered with %p", async (path, status, code, message) => {
    const { call, services } = fakeApp();
    services.addTopic("t");
    const body = await jsonOf(await call(path), status);
    expect(body.error_code).toBe(code);
    expect(body.message).toContain(message);
    expect(services.failures).toEqual([]);
  });

  test("for a reason of the server's own is a 500 that somebody is told of", async () => {
    const { call, services } = fakeApp();
    const error = services.nextError = new Error("out of luck");
    expect(await jsonOf(await call(CLUSTER), 500)).toEqual({
      error_code: 500,
      message: `Cannot answer GET ${CLUSTER}: out of luck`,
    });
    expect(services.failures).toEqual([{ method: "GET", path: CLUSTER, error }]);
  });

  test("says so in CBOR to who wants that", async () => {
    const { call } = fakeApp();
    const response = await call("/nothing", { headers: { accept: "application/cbor" } });
    expect(response.headers.get("content-type")).toBe("application/cbor");
    expect(decodeCbor(await response.bytes())).toMatchObject({ error_code: 404 });
  });

  test("says 406 in JSON to who wants neither", async () => {
    const { call } = fakeApp();
    const body = await jsonOf(await call(CLUSTER, { headers: { accept: "text/html" } }), 406);
    expect(body.message).toContain("application/json and application/cbor");
  });
});

test("the one cluster answers to - as well, and links name its id", async () => {
  const { call } = fakeApp();
  const body = await jsonOf(await call("/v3/clusters/-"));
  expect(body.metadata.self).toBe(`http://localhost${CLUSTER}`);
  const list = await jsonOf(await call("/v3/clusters/-/topics"));
  expect(list.metadata.self).toBe(`http://localhost${CLUSTER}/topics`);
});

test("ids may hold anything that a path can carry escaped", async () => {
  const { call, services } = fakeApp();
  const groupId = "a/b ü?#%";
  services.groups.set(groupId, {
    groupId,
    isSimple: false,
    state: "Empty",
    assignor: "",
    coordinatorId: 1,
    members: [],
    offsets: [],
  });
  const list = await jsonOf(await call(`${CLUSTER}/consumer-groups`));
  const self = new URL(list.data[0].metadata.self);
  expect((await jsonOf(await call(self.pathname))).consumer_group_id).toBe(groupId);
});

test("requests are counted and timed by route, not by path", async () => {
  const { call, services } = fakeApp();
  services.addTopic("t");
  await call(`${CLUSTER}/topics/t`);
  await call(`${CLUSTER}/topics/none`);
  const text = await (await call("/metrics")).text();
  const route = "/v3/clusters/{cluster_id}/topics/{topic_name}";
  const labels = { method: "GET", route };
  expect(valueOf(text, "kedge_rest_requests_total", { ...labels, status: "200" })).toBe(1);
  expect(valueOf(text, "kedge_rest_requests_total", { ...labels, status: "404" })).toBe(1);
  expect(valueOf(text, "kedge_rest_request_duration_seconds_count", { route })).toBe(2);
});

test("past 512 requests in progress a client is told to come back", async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => release = resolve);
  const slow = route({
    method: "GET",
    path: "/slow",
    tag: "Test",
    name: "slow",
    summary: "Waits",
    answer: object({ a: string() }),
    handle: async () => {
      await gate;
      return { a: "done" };
    },
  });
  const app = createApp(new FakeServices(), [slow]);
  const waiting = Array.from({ length: 512 }, () => app.request("/slow"));
  const refused = await app.request("/slow");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  release();
  for (const response of await Promise.all(waiting)) expect(response.status).toBe(200);
  expect((await app.request("/slow")).status).toBe(200);
});
