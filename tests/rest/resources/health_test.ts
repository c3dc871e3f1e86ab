import { expect, test } from "bun:test";
import { fakeApp, jsonOf } from "../fake_services.ts";

test("GET /health/live is 200 where no check fails", async () => {
  const { call } = fakeApp();
  expect(await jsonOf(await call("/health/live"))).toEqual({ status: "ok", checks: [] });
});

test("GET /health/ready is 503 where one check fails, and says which", async () => {
  const { call, services } = fakeApp();
  expect((await jsonOf(await call("/health/ready"))).status).toBe("ok");
  services.checks = [
    { name: "listener", healthy: true, message: "127.0.0.1:9092" },
    { name: "storage", healthy: false, message: "disk full" },
  ];
  const response = await call("/health/ready");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await jsonOf(response, 503)).toEqual({ status: "failing", checks: services.checks });
});
