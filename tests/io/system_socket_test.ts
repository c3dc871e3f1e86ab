import { afterEach, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import {
  BindError,
  ConnectError,
  type Connection,
  type Listener,
  type Network,
} from "../../lib/io/socket.ts";
import { SystemNetwork } from "../../lib/io/system_socket.ts";
import { NETWORKS, RecordedEnd } from "./networks.ts";
import { turns, until } from "./turns.ts";

const HOST = "127.0.0.1";

describe.each([...NETWORKS])("the network $name", ({ make }) => {
  const open: Listener[] = [];

  afterEach(() => {
    for (const listener of open.splice(0)) listener.close();
  });

  function listen(network: Network, accept: (connection: Connection) => RecordedEnd): Listener {
    const listener = network.listen({ host: HOST, port: 0 }, (connection) => {
      const end = accept(connection);
      end.connection = connection;
      return end;
    });
    open.push(listener);
    return listener;
  }

  /** A client and the server's end of its connection. */
  async function pair(network: Network) {
    const server = new RecordedEnd();
    const { port } = listen(network, () => server);
    const client = new RecordedEnd();
    const connection = await network.connect({ host: HOST, port }, client);
    await until("the server has it", () => server.connection !== null);
    return { client, connection, server, accepted: server.connection!, port };
  }

  test("bytes arrive in order, both ways", async () => {
    const { client, connection, server, accepted } = await pair(make());
    for (const word of ["one ", "two ", "three"]) connection.write(Buffer.from(word));
    await until("all has come", () => server.text === "one two three");
    accepted.write(Buffer.from("answer"));
    await until("the answer has come", () => client.text === "answer");
    connection.destroy();
    await until("closed", () => client.closes === 1 && server.closes === 1);
  });

  test("what was written may be changed afterwards", async () => {
    const { connection, server } = await pair(make());
    const bytes = Buffer.from("before");
    connection.write(bytes);
    bytes.fill(0);
    await until("it has come", () => server.receivedBytes === 6);
    expect(server.text).toBe("before");
    connection.destroy();
  });

  test("a write takes what there is room for, and drain follows when there is more", async () => {
    const { client, connection, server, accepted } = await pair(make());
    accepted.pause();
    const bytes = Buffer.alloc(24 << 20, "a pattern of twenty-nine bytes");
    let written = 0;
    for (let taken = 1; taken > 0;) {
      taken = connection.write(bytes.subarray(written));
      written += taken;
    }
    expect(written).toBeLessThan(bytes.length);
    const drainsBefore = client.drains;
    accepted.resume();
    while (written < bytes.length) {
      const drains = client.drains;
      const taken = connection.write(bytes.subarray(written));
      written += taken;
      if (written < bytes.length) await until("there is room", () => client.drains > drains);
    }
    expect(client.drains).toBeGreaterThan(drainsBefore);
    await until("all has come", () => server.receivedBytes === bytes.length);
    expect(Buffer.compare(Buffer.concat(server.chunks), bytes)).toBe(0);
    connection.destroy();
  });

  test("a paused connection is given nothing", async () => {
    const { connection, server, accepted } = await pair(make());
    connection.write(Buffer.from("a"));
    await until("the first has come", () => server.text === "a");
    accepted.pause();
    connection.write(Buffer.from("b"));
    await turns(50);
    expect(server.text).toBe("a");
    accepted.resume();
    await until("the second has come", () => server.text === "ab");
    connection.destroy();
  });

  test("end lets what was written arrive, then both ends are told once", async () => {
    const { client, connection, server } = await pair(make());
    connection.write(Buffer.from("last words"));
    connection.end();
    await until("closed", () => client.closes > 0 && server.closes > 0);
    await turns();
    expect(server.text).toBe("last words");
    expect([client.closes, server.closes]).toEqual([1, 1]);
  });

  test("destroy ends both at once, and nothing is taken after it", async () => {
    const { client, connection, server } = await pair(make());
    connection.destroy();
    connection.destroy();
    await until("closed", () => client.closes > 0 && server.closes > 0);
    await turns();
    expect([client.closes, server.closes]).toEqual([1, 1]);
    expect(connection.write(Buffer.from("x"))).toBe(0);
  });

  test("the server can refuse a connection as it comes", async () => {
    const network = make();
    const { port } = listen(network, (connection) => {
      connection.destroy();
      return new RecordedEnd();
    });
    const client = new RecordedEnd();
    try {
      await network.connect({ host: HOST, port }, client);
    } catch (error) {
      expect(error).toBeInstanceOf(ConnectError);
      return;
    }
    await until("closed", () => client.closes === 1);
  });

  test("addresses and ports are told", async () => {
    const { connection, accepted, port } = await pair(make());
    expect(connection.remotePort).toBe(port);
    expect(accepted.localPort).toBe(port);
    expect(accepted.remotePort).toBe(connection.localPort);
    expect([accepted.remoteAddress, accepted.localAddress]).toEqual([HOST, HOST]);
    connection.destroy();
  });

  test("a port that is taken cannot be bound", () => {
    const network = make();
    const { port } = listen(network, () => new RecordedEnd());
    expect(() => network.listen({ host: HOST, port }, () => new RecordedEnd())).toThrow(BindError);
  });

  test("a closed listener takes no connection; those that are open go on", async () => {
    const network = make();
    const server = new RecordedEnd();
    const listener = listen(network, () => server);
    const client = new RecordedEnd();
    const connection = await network.connect({ host: HOST, port: listener.port }, client);
    await until("the server has it", () => server.connection !== null);
    listener.close();
    const late = network.connect({ host: HOST, port: listener.port }, new RecordedEnd());
    await expect(late).rejects.toThrow(ConnectError);
    connection.write(Buffer.from("still here"));
    await until("it has come", () => server.text === "still here");
    connection.destroy();
  });

  test("where nothing listens there is no connection", async () => {
    const network = make();
    const listener = listen(network, () => new RecordedEnd());
    listener.close();
    const attempt = network.connect({ host: HOST, port: listener.port }, new RecordedEnd());
    await expect(attempt).rejects.toThrow(`Cannot connect to ${HOST}:${listener.port}`);
  });
});

describe("a client that shuts down its writing side", () => {
  function halfClosed(server: RecordedEnd) {
    const listener = new SystemNetwork().listen({ host: HOST, port: 0 }, (connection) => {
      server.connection = connection;
      return server;
    });
    const client = new RecordedEnd();
    const socket = connect({ host: HOST, port: listener.port, allowHalfOpen: true });
    socket.on("data", (chunk: Buffer) => client.data(new Uint8Array(chunk)));
    socket.on("end", () => socket.destroy());
    socket.on("close", () => client.close());
    socket.end("ask");
    return { client, listener };
  }

  test("may still be answered, and the connection ends once", async () => {
    let ends = 0;
    const server = Object.assign(new RecordedEnd(), { peerEnded: () => ends += 1 });
    const { client, listener } = halfClosed(server);
    await until("the server is told", () => ends === 1);
    await turns();
    expect([server.text, server.closes, client.closes]).toEqual(["ask", 0, 0]);
    server.connection!.write(Buffer.from("answer"));
    server.connection!.end();
    await until("closed", () => client.closes === 1 && server.closes === 1);
    await turns();
    expect([client.text, ends, server.closes]).toEqual(["answer", 1, 1]);
    listener.close();
  });

  test("is ended where the server does not want to know", async () => {
    const server = new RecordedEnd();
    const { client, listener } = halfClosed(server);
    await until("closed", () => client.closes === 1 && server.closes === 1);
    expect(server.text).toBe("ask");
    listener.close();
  });
});
