import { describe, expect, test } from "bun:test";
import { decodeCbor, encodeCbor } from "../../../lib/rest/cbor.ts";
import { FakeServices, jsonOf } from "../fake_services.ts";
import { filledApp, raw, text } from "./filled_tree.ts";

describe("GET /v1/znodes/{path}", () => {
  test("has data, children and stat", async () => {
    const { call } = await filledApp();
    const time = "1970-01-01T00:00:00.000Z";
    expect(await jsonOf(await call("/v1/znodes/a"))).toEqual({
      path: "/a",
      data: { type: "STRING", data: "hello" },
      children: ["b"],
      stat: {
        czxid: 1,
        mzxid: 1,
        pzxid: 2,
        ctime: expect.stringMatching(/^\d{4}-.*Z$/),
        mtime: expect.stringMatching(/^\d{4}-.*Z$/),
        version: 0,
        cversion: 1,
        aversion: 0,
        ephemeral_owner: null,
        data_length: 5,
        num_children: 1,
      },
    });
    const root = await jsonOf(await call("/v1/znodes"));
    expect([root.path, root.children, root.stat.ctime]).toEqual(["/", ["zookeeper", "a"], time]);
    expect((await jsonOf(await call("/v1/znodes/"))).path).toBe("/");
    expect((await jsonOf(await call("/v1/znodes/a/"))).path).toBe("/a");
    const bare = await jsonOf(await call("/v1/znodes/a/b?children=false"));
    expect([bare.data, bare.children]).toEqual([null, undefined]);
  });

  test("gives the data alone, or decoded as asked", async () => {
    const { call } = await filledApp();
    const put = { method: "PUT", headers: raw, body: '{"n":1}' };
    await call("/v1/znodes/a", put);
    const plain = await call("/v1/znodes/a", { headers: { accept: "text/plain" } });
    expect([plain.headers.get("content-type"), plain.headers.get("znode-version")]).toEqual([
      "text/plain; charset=utf-8",
      "1",
    ]);
    expect(await plain.text()).toBe('{"n":1}');
    const bytes = await call("/v1/znodes/a", { headers: { accept: "application/octet-stream" } });
    expect(bytes.headers.get("content-type")).toBe("application/octet-stream");
    const dataAs = async (type: string) =>
      (await jsonOf(await call(`/v1/znodes/a?data_type=${type}`))).data;
    expect(await dataAs("AUTO")).toEqual({ type: "JSON", data: { n: 1 } });
    expect(await dataAs("STRING")).toEqual({ type: "STRING", data: '{"n":1}' });
    expect(await dataAs("BINARY")).toEqual({ type: "BINARY", data: "eyJuIjoxfQ==" });
    const refused = await call("/v1/znodes/a", { headers: { accept: "image/png" } });
    expect(refused.status).toBe(406);
  });

  test("answers in CBOR, and takes it", async () => {
    const { call } = await filledApp();
    const headers = { "content-type": "application/cbor", accept: "application/cbor" };
    const data = { type: "BINARY", data: new Uint8Array([0, 255]) };
    const body = new Uint8Array(encodeCbor({ data }));
    const put = await call("/v1/znodes/a", { method: "PUT", headers, body });
    expect(decodeCbor(await put.bytes())).toMatchObject({ path: "/a", stat: { version: 1 } });
    const got = await call("/v1/znodes/a", { headers });
    expect(decodeCbor(await got.bytes())).toMatchObject({ data, children: ["b"] });
  });

  test("tells of a path that is none, or leads nowhere", async () => {
    const { call } = await filledApp();
    expect(await jsonOf(await call("/v1/znodes/none"), 404)).toEqual({
      error_code: 404,
      message: "NONODE (-101) for /none: there is no such znode, or no parent for it",
      zookeeper_code: "NONODE",
    });
    expect((await jsonOf(await call("/v1/znodes/%ff"), 400)).message).toContain("percent");
    const korean = await call("/v1/znodes?name=%ED%95%9C", { method: "POST", json: {} });
    expect(korean.headers.get("location")).toBe("http://localhost/v1/znodes/%ED%95%9C");
    expect((await jsonOf(await call("/v1/znodes/%ED%95%9C"))).path).toBe("/한");
  });
});

describe("PUT /v1/znodes/{path}", () => {
  test("sets data where the version is the one expected", async () => {
    const { call } = await filledApp();
    const put = (query: string, json: unknown = text("x")) =>
      call(`/v1/znodes/a${query}`, { method: "PUT", json });
    expect((await jsonOf(await put("?version=0"))).stat.version).toBe(1);
    expect((await jsonOf(await put(""))).stat.version).toBe(2);
    expect((await jsonOf(await put("?version=-1"))).stat.version).toBe(3);
    expect(await jsonOf(await put("?version=0"), 412)).toMatchObject({
      error_code: 412,
      zookeeper_code: "BADVERSION",
    });
    expect((await jsonOf(await put("", { data: null }))).stat.data_length).toBe(0);
    expect((await jsonOf(await put("", {}), 400)).message).toContain("body.data: found nothing");
    expect((await jsonOf(await put("?version=-2"), 400)).message).toContain("query version");
  });

  test("makes the znode where that is asked for", async () => {
    const { call } = await filledApp();
    const put = (query: string) =>
      call(`/v1/znodes/new${query}`, { method: "PUT", headers: raw, body: "1" });
    expect((await put("")).status).toBe(404);
    expect((await put("?create=true&version=0")).status).toBe(404);
    const made = await put("?create=true");
    expect(made.headers.get("location")).toBe("http://localhost/v1/znodes/new");
    expect((await jsonOf(made, 201)).stat.version).toBe(0);
    expect((await jsonOf(await put("?create=true"))).stat.version).toBe(1);
  });

  test("takes bytes as they are, but not from any web page", async () => {
    const { call } = await filledApp();
    const as = (type: string) =>
      call("/v1/znodes/a", { method: "PUT", headers: { "content-type": type }, body: "x" });
    expect((await as("application/octet-stream")).status).toBe(200);
    expect((await as("text/plain")).status).toBe(415);
    const bare = await call("/v1/znodes?name=x", { method: "POST" });
    expect(bare.status).toBe(400);
  });

  test("refuses what no client of 2181 could send", async () => {
    const { call } = await filledApp(new FakeServices({ juteMaxBufferBytes: 1000 }));
    const put = { method: "PUT", headers: raw, body: "x".repeat(1000) };
    expect((await jsonOf(await call("/v1/znodes/a", put), 413)).message).toContain(
      "jute.maxbuffer",
    );
  });
});

describe("POST /v1/znodes/{path}", () => {
  test("makes children: numbered, containers, with a time to live", async () => {
    const { call } = await filledApp(new FakeServices({ extendedTypesEnabled: true }));
    const post = async (query: string, status = 201) =>
      await jsonOf(await call(`/v1/znodes/a?${query}`, { method: "POST", json: {} }), status);
    expect((await post("name=n-&sequential=true")).path).toBe("/a/n-0000000001");
    expect((await post("sequential=true")).path).toBe("/a/0000000002");
    expect((await post("name=c&container=true")).path).toBe("/a/c");
    expect((await post("name=t&ttl_ms=1000")).path).toBe("/a/t");
    expect((await post("name=t&ttl_ms=1000&sequential=true")).path).toBe("/a/t0000000005");
    expect((await post("name=b", 409)).zookeeper_code).toBe("NODEEXISTS");
    expect((await post("", 400)).message).toContain("Cannot take query name");
    expect((await post("name=x/y", 400)).message).toContain("without a slash");
    expect((await post("name=c&container=true&sequential=true", 400)).message).toContain(
      "query container",
    );
    expect((await post("name=e&ephemeral=true", 400)).message).toContain("ends with its session");
  });

  test("a time to live needs its setting", async () => {
    const { call } = await filledApp();
    const post = { method: "POST", json: {} };
    const refused = await jsonOf(await call("/v1/znodes/a?name=t&ttl_ms=1", post), 501);
    expect(refused.message).toContain("zookeeper.extendedTypesEnabled");
  });
});

describe("DELETE /v1/znodes/{path}", () => {
  test("removes a leaf of the version expected", async () => {
    const { call } = await filledApp();
    const remove = (path: string) => call(`/v1/znodes${path}`, { method: "DELETE" });
    expect((await jsonOf(await remove("/a"), 409)).zookeeper_code).toBe("NOTEMPTY");
    expect((await jsonOf(await remove("/a/b?version=3"), 412)).zookeeper_code).toBe("BADVERSION");
    expect((await remove("/a/b?version=0")).status).toBe(204);
    expect((await remove("/a/b")).status).toBe(404);
    expect((await jsonOf(await remove("/zookeeper?recursive=true"), 400)).zookeeper_code).toBe(
      "BADARGUMENTS",
    );
  });

  test("with recursive leaves a tree whole whose top must stay", async () => {
    const { call, services } = await filledApp();
    const visitor = services.znodes.visitor({ remoteAddress: null, credentials: null });
    for (let i = 0; i < 600; i++) await visitor.create(`/a/b/${i}`, { data: null });
    for (const path of ["", "/", "/a/.."]) {
      const refused = await call(`/v1/znodes${path}?recursive=true`, { method: "DELETE" });
      expect((await jsonOf(refused, 400)).zookeeper_code).toBe("BADARGUMENTS");
    }
    expect(await visitor.getChildren("/a/b")).toHaveLength(600);
  });

  test("with recursive removes the tree", async () => {
    const { call, services } = await filledApp();
    const visitor = services.znodes.visitor({ remoteAddress: null, credentials: null });
    for (let i = 0; i < 1200; i++) await visitor.create(`/a/b/${i}`, { data: null });
    const remove = (query: string) => call(`/v1/znodes/a?${query}`, { method: "DELETE" });
    expect((await remove("recursive=true&version=7")).status).toBe(412);
    expect(await visitor.getChildren("/a/b")).toHaveLength(1200);
    expect((await remove("recursive=true&version=0")).status).toBe(204);
    await expect(visitor.getData("/a")).rejects.toThrow("NONODE");
    expect((await remove("recursive=true")).status).toBe(404);
  });
});
