import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { SystemClock } from "../../lib/io/clock.ts";
import { httpGet, type HttpQuestion } from "../../lib/io/http_get.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { SystemNetwork } from "../../lib/io/system_socket.ts";
import { serveHttp } from "./http_server.ts";
import { turns } from "./turns.ts";

const QUESTION: HttpQuestion = {
  host: "meta.example",
  port: 80,
  path: "/a/b",
  headers: { "Metadata-Flavor": "Google" },
  timeoutMs: 2000,
};

let network: MemoryNetwork;
let clock: MemoryClock;

beforeEach(() => {
  network = new MemoryNetwork();
  clock = new MemoryClock();
});

afterEach(() => {
  expect(clock.pending).toBe(0);
});

function ask(question: Partial<HttpQuestion> = {}) {
  return httpGet({ network, clock }, { ...QUESTION, ...question });
}

describe("a question", () => {
  test("is asked as HTTP/1.0, and answered with status, headers and text", async () => {
    let asked = "";
    serveHttp(network, 80, (request) => {
      asked = request;
      return "HTTP/1.1 404 Not Found\r\nX-One:  1 \r\n\r\nline\r\n\r\nline";
    });
    const answer = await ask();
    expect(asked).toBe(
      "GET /a/b HTTP/1.0\r\nHost: meta.example\r\nMetadata-Flavor: Google\r\n\r\n",
    );
    expect(answer.status).toBe(404);
    expect(answer.headers.get("x-one")).toBe("1");
    expect(answer.text).toBe("line\r\n\r\nline");
  });

  test("to nobody says so", async () => {
    await expect(ask()).rejects.toThrow("Cannot ask meta.example:80: nothing listens");
  });

  test("that is never answered ends in time, and leaves no connection", async () => {
    serveHttp(network, 80, () => null);
    const asked = ask();
    await turns();
    expect(network.openEnds).toBe(2);
    clock.advance(2000);
    await expect(asked).rejects.toThrow("Cannot ask meta.example:80: no answer in 2000 ms");
    await turns();
    expect(network.openEnds).toBe(0);
  });

  test("is over where the length of the answer says, though the connection stays", async () => {
    network.listen({ host: "", port: 80 }, (connection) => ({
      data: () =>
        void connection.write(Buffer.from(
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none and more",
        )),
      drain() {},
      close() {},
    }));
    expect((await ask()).text).toStartWith("one");
  });

  test("is not answered where less comes than the answer says", async () => {
    serveHttp(network, 80, () => "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n10.128.0.1");
    await expect(ask()).rejects.toThrow("Cannot ask meta.example:80: the answer broke off");
  });

  test("answered with something else says so", async () => {
    serveHttp(network, 80, () => "SSH-2.0-OpenSSH\r\n\r\n");
    await expect(ask()).rejects.toThrow("the answer is not HTTP");
  });

  test("answered without an end is cut", async () => {
    serveHttp(network, 80, () => `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(100 << 10)}`);
    await expect(ask()).rejects.toThrow("more than 65536 bytes");
  });
});

test("of an IPv6 address is one that servers understand", async () => {
  const server = Bun.serve({
    hostname: "::1",
    port: 0,
    fetch: ({ url }) => new Response(new URL(url).hostname),
  });
  try {
    const services = { network: new SystemNetwork(), clock: new SystemClock() };
    const place = { host: "::1", port: server.port ?? 0, timeoutMs: 30_000 };
    const answer = await httpGet(services, { ...QUESTION, ...place });
    expect([answer.status, answer.text]).toEqual([200, "[::1]"]);
  } finally {
    await server.stop(true);
  }
});

test("over real sockets, whatever proxy the environment names", async () => {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => new Response(request.headers.get("metadata-flavor"), { status: 203 }),
  });
  const before = process.env["http_proxy"];
  process.env["http_proxy"] = "http://127.0.0.1:1";
  try {
    const services = { network: new SystemNetwork(), clock: new SystemClock() };
    const place = { host: "127.0.0.1", port: server.port ?? 0, timeoutMs: 30_000 };
    const answer = await httpGet(services, { ...QUESTION, ...place });
    expect([answer.status, answer.text]).toEqual([203, "Google"]);
  } finally {
    if (before === undefined) delete process.env["http_proxy"];
    else process.env["http_proxy"] = before;
    await server.stop(true);
  }
});
