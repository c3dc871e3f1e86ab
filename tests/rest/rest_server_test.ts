import { afterEach, describe, expect, test } from "bun:test";
import { type Clock, SystemClock } from "../../lib/io/clock.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { BindError } from "../../lib/io/socket.ts";
import { BODY_BYTES_MAX } from "../../lib/rest/body.ts";
import { RestServer } from "../../lib/rest/rest_server.ts";
import type { RestServices } from "../../lib/rest/services.ts";
import { CLUSTER, FakeServices, jsonOf } from "./fake_services.ts";

const started: RestServer[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

function start(services: () => Promise<RestServices>, port = 0, clock: Clock = new SystemClock()) {
  const server = RestServer.start({ host: "127.0.0.1", port, services, clock });
  started.push(server);
  return server;
}

function setUp() {
  const services = new FakeServices();
  services.addTopic("orders");
  const server = start(() => Promise.resolve(services));
  return { services, server, origin: `http://127.0.0.1:${server.port}` };
}

/** Waits until something is so. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 4000; turn++) {
    if (condition()) return;
    await Bun.sleep(5);
  }
  throw new Error(`Waited in vain until ${condition}`);
}

/** Sends bytes over a plain socket and returns what comes back until the server ends it. */
async function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = "";
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, chunk) {
        text += chunk.toString();
      },
      close: () => resolve(text),
      error: () => resolve(text),
    },
  });
  socket.write(bytes);
  const timer = setTimeout(() => socket.end(), 1_000);
  const answer = await promise;
  clearTimeout(timer);
  return answer;
}

describe("RestServer", () => {
  test("serves on the free port that it took", async () => {
    const { server, origin } = setUp();
    expect(server.port).toBeGreaterThan(0);
    expect((await jsonOf(await fetch(origin))).links.topics).toBe(`${origin}${CLUSTER}/topics`);
  });

  test("asks for its services with the first request, once", async () => {
    let asked = 0;
    const { port } = start(() => {
      asked++;
      return Promise.resolve(new FakeServices());
    });
    expect(asked).toBe(0);
    const paths = ["/", "/health/live", "/metrics", "/v3/clusters"];
    const responses = await Promise.all(
      paths.map((path) => fetch(`http://127.0.0.1:${port}${path}`)),
    );
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(asked).toBe(1);
  });

  test("answers 503 while its services are not there, and tries again", async () => {
    let asked = 0;
    const { port } = start(() =>
      ++asked === 1 ? Promise.reject(new Error("starting")) : Promise.resolve(new FakeServices())
    );
    const first = await jsonOf(await fetch(`http://127.0.0.1:${port}/`), 503);
    expect(first).toEqual({ error_code: 503, message: "Cannot answer yet: starting" });
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });

  test("says which address is taken", () => {
    const { server } = setUp();
    function again() {
      start(() => Promise.resolve(new FakeServices()), server.port);
    }
    expect(again).toThrow(BindError);
    expect(again).toThrow(`Cannot listen on 127.0.0.1:${server.port}: `);
  });

  test("listens on all addresses where the host is empty", async () => {
    const server = RestServer.start({
      host: "",
      port: 0,
      services: () => Promise.resolve(new FakeServices()),
      clock: new SystemClock(),
    });
    started.push(server);
    expect((await fetch(`http://127.0.0.1:${server.port}/health/live`)).status).toBe(200);
  });

  test("refuses a body past the limit by its announced length, and goes on serving", async () => {
    const { origin } = setUp();
    const response = await fetch(`${origin}${CLUSTER}/topics`, {
      method: "POST",
      body: new Uint8Array(BODY_BYTES_MAX + 1),
      headers: { "content-type": "application/json" },
    });
    const { message } = await jsonOf(response, 413);
    expect(message).toContain(`found ${BODY_BYTES_MAX + 1} bytes; allowed: ${BODY_BYTES_MAX}`);
    expect((await fetch(origin)).status).toBe(200);
  });

  test.each([
    ["random bytes", new Uint8Array(Array.from({ length: 4096 }, (_, i) => (i * 167 + 13) % 256))],
    ["a request without a path", "GET\r\n\r\n"],
    ["a length that is none", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"],
    ["a header that does not end", `GET / HTTP/1.1\r\nX: ${"x".repeat(200_000)}`],
    [
      "a chunk size past all bounds",
      `POST ${CLUSTER}/topics HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
      "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
    ],
  ])("survives %s", async (_name, bytes) => {
    const { server, origin } = setUp();
    const answer = await exchange(server.port, bytes);
    expect(answer).not.toContain(" 200 ");
    expect((await fetch(origin)).status).toBe(200);
  });

  test("lets a client send a record, read its receipt, and send the next", async () => {
    const { server, services } = setUp();
    let text = "";
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: server.port,
      socket: {
        data(_, chunk) {
          text += chunk.toString();
        },
      },
    });
    socket.write(
      `POST ${CLUSTER}/topics/orders/records HTTP/1.1\r\nHost: x\r\n` +
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    for (let n = 0; n < 3; n++) {
      socket.write("2\r\n{}\r\n");
      await until(() => text.includes(`"offset":${n}`));
    }
    expect(services.topics.get("orders")!.partitions[0]!.length).toBe(3);
    socket.write("0\r\n\r\n");
    await until(() => text.endsWith("0\r\n\r\n"));
    socket.end();
  });

  test("ends a long poll when its client goes", async () => {
    const { server, services } = setUp();
    let aborted = false;
    const { promise: waiting, resolve: reached } = Promise.withResolvers<void>();
    services.reader.read = (_topic, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(new Error("gone"));
        });
        reached();
      });
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: server.port,
      socket: { data() {} },
    });
    socket.write(
      `GET ${CLUSTER}/topics/orders/records?timeout_ms=60000 HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    await waiting;
    socket.end();
    await until(() => aborted);
  });

  test("stops although a client holds a stream open, and frees the port", async () => {
    const clock = new MemoryClock();
    const services = new FakeServices();
    services.addTopic("orders");
    const server = start(() => Promise.resolve(services), 0, clock);
    let text = "";
    let closed = false;
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: server.port,
      socket: {
        data(_, chunk) {
          text += chunk.toString();
        },
        close() {
          closed = true;
        },
      },
    });
    socket.write(
      `POST ${CLUSTER}/topics/orders/records HTTP/1.1\r\nHost: x\r\n` +
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    );
    await until(() => text.includes('"offset":0'));
    started.splice(0);
    const stopping = server.stop();
    await Bun.sleep(0);
    expect(closed).toBe(false);
    clock.advance(2_000);
    await stopping;
    expect(clock.pending).toBe(0);
    await until(() => closed);
    const next = start(() => Promise.resolve(new FakeServices()), server.port);
    expect((await fetch(`http://127.0.0.1:${next.port}/health/live`)).status).toBe(200);
  });
});
