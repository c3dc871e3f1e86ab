import { expect, test } from "bun:test";
import { fakeApp, jsonOf } from "../fake_services.ts";

test("GET /openapi.json describes itself and all others, at the address used", async () => {
  const { app } = fakeApp();
  const document = await jsonOf(await app.request("http://broker.example:18083/openapi.json"));
  expect(document.openapi).toBe("3.1.1");
  expect(document.info.version).toBe("1.2.3");
  expect(document.servers).toEqual([{ url: "http://broker.example:18083" }]);
  expect(document.paths["/openapi.json"].get.operationId).toBe("getOpenApi");
});
