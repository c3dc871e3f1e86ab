import { describe, expect, test } from "bun:test";
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { RecordedEnd } from "./networks.ts";
import { until } from "./turns.ts";

const HOST = "localhost";

async function pair(network: MemoryNetwork) {
  const server = new RecordedEnd();
  const { port } = network.listen({ host: "", port: 0 }, (connection) => {
    server.connection = connection;
    return server;
  });
  const client = new RecordedEnd();
  const connection = await network.connect({ host: HOST, port }, client);
  return { client, connection, server, accepted: server.connection! };
}

/** The sizes of the pieces in which 1,000 bytes arrive. */
async function pieceSizes(seed: number): Promise<number[]> {
  const { connection, server } = await pair(
    new MemoryNetwork({ random: new SeededRandom(seed) }),
  );
  connection.write(new Uint8Array(1000));
  await until("all has come", () => server.receivedBytes === 1000);
  return server.chunks.map((chunk) => chunk.length);
}

describe("a memory network", () => {
  test("takes as many bytes as its buffer holds", async () => {
    const { connection, accepted } = await pair(new MemoryNetwork({ bufferBytes: 100 }));
    accepted.pause();
    expect(connection.write(new Uint8Array(80))).toBe(80);
    expect(connection.write(new Uint8Array(80))).toBe(20);
    expect(connection.write(new Uint8Array(80))).toBe(0);
  });

  test("cuts what arrives into the same pieces for the same seed", async () => {
    const sizes = await pieceSizes(3);
    expect(sizes.length).toBeGreaterThan(1);
    expect(await pieceSizes(3)).toEqual(sizes);
    expect(await pieceSizes(4)).not.toEqual(sizes);
  });

  test("a cut loses what is under way and tells both ends once", async () => {
    const network = new MemoryNetwork();
    const { client, connection, server } = await pair(network);
    connection.write(Buffer.from("lost"));
    expect(network.openEnds).toBe(2);
    network.cut();
    network.cut();
    await until("closed", () => client.closes > 0 && server.closes > 0);
    expect([client.closes, server.closes]).toEqual([1, 1]);
    expect(server.text).toBe("");
    expect(network.openEnds).toBe(0);
  });

  test("a cut leaves the listeners, so that clients can come again", async () => {
    const network = new MemoryNetwork();
    const { connection } = await pair(network);
    network.cut();
    const again = new RecordedEnd();
    const port = connection.remotePort;
    await network.connect({ host: HOST, port }, again);
    expect(network.openEnds).toBe(2);
  });

  test("an owner that wants to know may answer after its peer's end", async () => {
    const network = new MemoryNetwork({ bufferBytes: 4 });
    const server = new RecordedEnd();
    let ends = 0;
    const { port } = network.listen({ host: "", port: 0 }, (connection) => {
      server.connection = connection;
      return Object.assign(server, { peerEnded: () => ends += 1 });
    });
    const client = new RecordedEnd();
    const connection = await network.connect({ host: HOST, port }, client);
    connection.write(Buffer.from("ask"));
    connection.end();
    await until("the server is told", () => ends === 1);
    expect([server.text, server.closes, client.closes]).toEqual(["ask", 0, 0]);
    expect(server.connection!.write(Buffer.from("answer"))).toBe(4);
    await until("there is room", () => server.drains === 1);
    server.connection!.write(Buffer.from("er"));
    server.connection!.end();
    await until("closed", () => client.closes === 1 && server.closes === 1);
    expect([client.text, ends, network.openEnds]).toEqual(["answer", 1, 0]);
  });

  test("a port is free again when its listener is closed", () => {
    const network = new MemoryNetwork();
    const accept = () => new RecordedEnd();
    network.listen({ host: "", port: 9092 }, accept).close();
    expect(network.listen({ host: "", port: 9092 }, accept).port).toBe(9092);
  });
});
