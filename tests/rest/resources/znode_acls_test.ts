import { describe, expect, test } from "bun:test";
import { Perms } from "../../../lib/zookeeper/tree/acl.ts";
import { jsonOf } from "../fake_services.ts";
import { ann, filledApp, text } from "./filled_tree.ts";

describe("access lists", () => {
  const acl = [{ scheme: "auth", id: "", permissions: "cdrwa" }];

  test("bind who shows nothing, and let in who shows the password", async () => {
    const { call } = await filledApp();
    const json = { ...text("own"), acl };
    await jsonOf(await call("/v1/znodes/a?name=own", { method: "POST", json, headers: ann }), 201);
    const refused = await call("/v1/znodes/a/own");
    expect(refused.headers.get("www-authenticate")).toContain("Basic");
    expect((await jsonOf(refused, 401)).message).toContain("NOAUTH (-102) for /a/own");
    const bob = { authorization: `Basic ${Buffer.from("bob:x").toString("base64")}` };
    const other = await jsonOf(await call("/v1/znodes/a/own", { headers: bob }), 403);
    expect(other.zookeeper_code).toBe("NOAUTH");
    expect((await call("/v1/znodes/a/own", { headers: ann })).status).toBe(200);
    const malformed = await call("/v1/znodes/a/own", { headers: { authorization: "Bearer x" } });
    expect(malformed.status).toBe(401);
  });

  test("are read and set", async () => {
    const { call } = await filledApp();
    const url = "/v1/znode-acls/a";
    expect((await jsonOf(await call(url))).acl).toEqual([
      { scheme: "world", id: "anyone", permissions: "cdrwa" },
    ]);
    const put = (query: string, json: unknown) =>
      call(`${url}${query}`, { method: "PUT", json, headers: ann });
    const set = await jsonOf(await put("?version=0", { acl }));
    expect(set.stat.aversion).toBe(1);
    expect((await jsonOf(await put("?version=0", { acl }), 412)).zookeeper_code).toBe("BADVERSION");
    const [entry] = (await jsonOf(await call(url, { headers: ann }))).acl;
    expect(entry).toEqual({
      scheme: "digest",
      id: expect.stringMatching(/^ann:.{28}$/),
      permissions: "cdrwa",
    });
    const wrong = [{ scheme: "nobody", id: "x", permissions: "r" }];
    expect((await jsonOf(await put("", { acl: wrong }), 400)).zookeeper_code).toBe("INVALIDACL");
    const letters = [{ scheme: "world", id: "anyone", permissions: "x" }];
    expect((await jsonOf(await put("", { acl: letters }), 400)).message).toContain("cdrwa");
  });

  test("know the address that a client comes from", async () => {
    const { app, services } = await filledApp();
    const visitor = services.znodes.visitor({ remoteAddress: null, credentials: "x:y" });
    const list = [{ perms: Perms.READ, id: { scheme: "ip", id: "10.0.0.0/8" } }];
    await visitor.setAcl("/a", { acl: list, version: -1 });
    const from = async (remoteAddress: string) =>
      (await app.request("/v1/znodes/a", {}, { remoteAddress })).status;
    expect([await from("10.1.2.3"), await from("11.1.2.3")]).toEqual([200, 401]);
    expect(await from("::ffff:10.1.2.3")).toBe(200);
  });
});
