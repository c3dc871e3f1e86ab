import { describe, expect, test } from "bun:test";
import { jsonOf } from "../fake_services.ts";
import { filledApp, text } from "./filled_tree.ts";

describe("POST /v1/znode-transactions", () => {
  const url = "/v1/znode-transactions";

  test("does all of it", async () => {
    const { call } = await filledApp();
    const operations = [
      { type: "check", path: "/a", version: 0 },
      { type: "create", path: "/a/n-", sequential: true, ...text("1") },
      { type: "set", path: "/a", ...text("2") },
      { type: "delete", path: "/a/b" },
    ];
    const done = await jsonOf(await call(url, { method: "POST", json: { operations } }));
    expect(done.zxid).toBe(3);
    expect(
      done.results.map((one: { path: string; stat: { version: number } | null }) => [
        one.path,
        one.stat?.version,
      ]),
    ).toEqual([["/a", undefined], ["/a/n-0000000001", 0], ["/a", 1], ["/a/b", undefined]]);
  });

  test("does nothing of it where one is refused, and names that", async () => {
    const { call } = await filledApp();
    const operations = [
      { type: "delete", path: "/a/b" },
      { type: "set", path: "/a", version: 9, ...text("2") },
    ];
    const refused = await jsonOf(await call(url, { method: "POST", json: { operations } }), 412);
    expect(refused).toEqual({
      error_code: 412,
      message: "Operation 1 was refused, so nothing is done: BADVERSION (-103) for /a: " +
        "its version is another than the one expected",
      zookeeper_code: "BADVERSION",
    });
    expect((await call("/v1/znodes/a/b")).status).toBe(200);
  });

  test.each<[string, unknown[], number]>([
    ['operations[0]: found "data"', [{ type: "delete", path: "/a", data: null }], 400],
    ["create, set, delete, check", [{ type: "rename", path: "/a" }], 400],
    ["container", [{ type: "create", path: "/c", container: true, sequential: true }], 400],
    ["1001 operations", Array.from({ length: 1001 }, () => ({ type: "check", path: "/a" })), 413],
  ])("refuses with %s", async (message, operations, status) => {
    const { call } = await filledApp();
    const refused = await jsonOf(await call(url, { method: "POST", json: { operations } }), status);
    expect(refused.message).toContain(message);
  });
});
