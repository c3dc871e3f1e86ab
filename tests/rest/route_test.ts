import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { createApp } from "../../lib/rest/app.ts";
import { decodeCbor, encodeCbor } from "../../lib/rest/cbor.ts";
import { Reply, route } from "../../lib/rest/route.ts";
import { integer, object, optional, string } from "../../lib/rest/shape.ts";
import { FakeServices, jsonOf } from "./fake_services.ts";

const echo = route({
  method: "POST",
  path: "/echo/{id}",
  tag: "Test",
  name: "echo",
  summary: "Gives back what it got",
  parameters: { id: integer() },
  query: { n: optional(integer()) },
  body: object({ text: string() }),
  answer: object({ id: integer(), n: optional(integer()), text: string() }),
  handle: ({ parameters: { id }, query: { n }, body: { text } }) => ({ id, n, text }),
});

function app(...routes: Parameters<typeof createApp>[1] & object) {
  return createApp(new FakeServices(), routes);
}

function post(type: string, body: BodyInit, accept = "*/*"): RequestInit {
  return { method: "POST", body, headers: { "content-type": type, accept } };
}

describe("route()", () => {
  test("checks and hands over parameters, query and body", async () => {
    const response = await app(echo).request(
      "/echo/5?n=2",
      post("application/json", '{"text":"x"}'),
    );
    expect(await jsonOf(response)).toEqual({ id: 5, n: 2, text: "x" });
  });

  test.each([
    ["/echo/x", '{"text":"x"}', 'Cannot take path id: found "x"'],
    ["/echo/1?n=x", '{"text":"x"}', 'Cannot take query n: found "x"'],
    [
      "/echo/1?m=1",
      '{"text":"x"}',
      "Cannot take query m: found a name that nothing has; allowed: n",
    ],
    ["/echo/1", '{"text":1}', "Cannot take body.text: found 1"],
    ["/echo/1", "[]", "Cannot take body: found []; allowed: an object of text"],
    ["/echo/1", '{"text":', "Cannot read the body as JSON"],
  ])("refuses POST %s %s", async (path, body, message) => {
    const response = await app(echo).request(path, post("application/json", body));
    expect((await jsonOf(response, 400)).message).toContain(message);
  });

  test("names the fields that a missing body should have", async () => {
    const response = await app(echo).request("/echo/1", { method: "POST" });
    expect((await jsonOf(response, 400)).message).toBe(
      "Cannot take body: found nothing; allowed: an object of text",
    );
  });

  test.each([
    ["application/json", "application/cbor"],
    ["application/cbor", "application/json"],
    ["application/cbor", "application/cbor"],
  ])("takes %s and answers in %s", async (type, accept) => {
    const value = { text: "한글" };
    const body = type === "application/json"
      ? JSON.stringify(value)
      : new Uint8Array(encodeCbor(value));
    const response = await app(echo).request("/echo/7", post(type, body, accept));
    expect(response.headers.get("content-type")).toBe(accept);
    const answer = accept === "application/cbor"
      ? decodeCbor(await response.bytes())
      : await response.json();
    expect(answer).toEqual({ id: 7, text: "한글" });
  });

  test("answers 204 where there is nothing to say, and a Reply as it says", async () => {
    const silent = route({
      method: "DELETE",
      path: "/silent",
      tag: "Test",
      name: "silent",
      summary: "Says nothing",
      handle: () => {},
    });
    const made = route({
      method: "POST",
      path: "/made",
      tag: "Test",
      name: "made",
      summary: "Makes",
      status: 201,
      answer: object({ id: integer() }),
      handle: () => new Reply({ id: 1 }, { headers: { location: "/made/1" } }),
    });
    const both = app(silent, made);
    const nothing = await both.request("/silent", { method: "DELETE" });
    expect([nothing.status, await nothing.text()]).toEqual([204, ""]);
    const created = await both.request("/made", { method: "POST" });
    expect([created.status, created.headers.get("location")]).toEqual([201, "/made/1"]);
  });

  test("refuses to be declared with other parameters than its path has", () => {
    const base = { method: "GET", tag: "Test", name: "x", summary: "X" } as const;
    expect(() => route({ ...base, path: "/a/{b}", parameters: { c: string() }, handle: () => {} }))
      .toThrow("Cannot declare /a/{b}: its parameters are b");
    expect(() => route({ ...base, path: "/a/{b}", handle: () => {} })).toThrow(RangeError);
  });

  test("gives its handler a signal of the request and the clock of the services", async () => {
    let seen: { signal: AbortSignal; nowMs: number } | null = null;
    const look = route({
      method: "GET",
      path: "/look",
      tag: "Test",
      name: "look",
      summary: "Looks",
      handle: ({ request, services }) => {
        seen = { signal: request.signal, nowMs: services.clock.nowMs() };
      },
    });
    await app(look).request("/look");
    expect(seen!).toMatchObject({ nowMs: new MemoryClock().nowMs(), signal: { aborted: false } });
  });
});
