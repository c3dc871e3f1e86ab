import { expect, test } from "bun:test";
import { fakeApp, jsonOf } from "../fake_services.ts";

test("GET / says who this is, as Connect's clients read it; its links lead somewhere", async () => {
  const { call } = fakeApp();
  const body = await jsonOf(await call("/"));
  expect(body).toMatchObject({
    name: "kedge",
    version: "1.2.3",
    commit: "abc",
    kafka_cluster_id: "abcdefghijklmnopqrstuv",
  });
  for (const link of Object.values<string>(body.links)) {
    const response = await call(new URL(link).pathname);
    expect(response.status, link).toBe(200);
    await response.text();
  }
});

test("links use the address that the client used", async () => {
  const { app } = fakeApp();
  const body = await jsonOf(await app.request("http://broker.example:18083/"));
  expect(body.links.topics).toStartWith("http://broker.example:18083/v3/clusters/");
});
