import { describe, expect, test } from "bun:test";
import { OutputQueue } from "../../lib/io/output_queue.ts";
import type { Connection } from "../../lib/io/socket.ts";

/** A connection that takes as many bytes as it has room for. */
class NarrowConnection implements Connection {
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 1;
  readonly localAddress = "127.0.0.1";
  readonly localPort = 2;
  room: number;
  /** Bytes of each write, and how many were taken. */
  readonly writes: { offered: number; taken: number }[] = [];
  readonly #taken: Uint8Array[] = [];

  constructor(room = Infinity) {
    this.room = room;
  }

  write(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.room);
    this.room -= taken;
    this.writes.push({ offered: bytes.length, taken });
    this.#taken.push(bytes.slice(0, taken));
    return taken;
  }

  get text(): string {
    return Buffer.concat(this.#taken).toString();
  }

  end(): void {}
  destroy(): void {}
  pause(): void {}
  resume(): void {}
}

function queueOn(connection: Connection) {
  const seen = { drained: 0 };
  const queue = new OutputQueue(connection, () => seen.drained += 1);
  return { queue, seen };
}

function pieces(...texts: string[]): Uint8Array[] {
  return texts.map((text) => new Uint8Array(Buffer.from(text)));
}

describe("an output queue", () => {
  test("small pieces of one turn leave in one write, at its end", async () => {
    const connection = new NarrowConnection();
    const { queue } = queueOn(connection);
    queue.push(pieces("a", "b"));
    queue.push(pieces("", "c"));
    expect(connection.writes).toEqual([]);
    expect(queue.queuedBytes).toBe(3);
    await Promise.resolve();
    expect(connection.writes).toEqual([{ offered: 3, taken: 3 }]);
    expect(connection.text).toBe("abc");
    expect([queue.queuedBytes, queue.heldPieces]).toEqual([0, 0]);
  });

  test("a large piece is written as it is, without a copy, in its place", async () => {
    const offered: Uint8Array[] = [];
    const connection = new NarrowConnection();
    const write = connection.write.bind(connection);
    connection.write = (bytes) => {
      offered.push(bytes);
      return write(bytes);
    };
    const { queue } = queueOn(connection);
    const large = new Uint8Array(40 << 10).fill(120);
    queue.push([...pieces("head"), large, ...pieces("tail")]);
    await Promise.resolve();
    expect(offered.map((bytes) => bytes.length)).toEqual([4, large.length, 4]);
    expect(offered[1]!.buffer).toBe(large.buffer);
    expect(connection.text).toBe(`head${"x".repeat(large.length)}tail`);
  });

  test("many small pieces are gathered up to a bound", async () => {
    const connection = new NarrowConnection();
    const { queue } = queueOn(connection);
    for (let i = 0; i < 100; i++) queue.push([new Uint8Array(4 << 10).fill(97 + i % 26)]);
    await Promise.resolve();
    expect(Math.max(...connection.writes.map(({ offered }) => offered))).toBeLessThan(90 << 10);
    expect(connection.text.length).toBe(400 << 10);
    expect(connection.text[5 * 4096]).toBe("f");
  });

  test("after a partial write it waits for room and goes on where it stopped", async () => {
    const connection = new NarrowConnection(4);
    const { queue, seen } = queueOn(connection);
    queue.push(pieces("abc", "def", "ghi"));
    await Promise.resolve();
    expect(connection.text).toBe("abcd");
    expect(queue.queuedBytes).toBe(5);
    queue.push(pieces("jkl"));
    await Promise.resolve();
    expect(connection.writes.length).toBe(1);
    connection.room = 3;
    queue.drain();
    expect(connection.text).toBe("abcdefg");
    expect(seen.drained).toBe(1);
    connection.room = Infinity;
    queue.drain();
    expect(connection.text).toBe("abcdefghijkl");
    expect(queue.queuedBytes).toBe(0);
    expect(seen.drained).toBe(2);
  });

  test("whatever room there is, and however it is cut, the bytes stay in order", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const connection = new NarrowConnection(seed % 7);
      const { queue } = queueOn(connection);
      let expected = "";
      for (let i = 0; i < 30; i++) {
        const text = String.fromCharCode(65 + (i * seed) % 50).repeat((i * seed * 13) % 997);
        expected += text;
        queue.push(pieces(text));
        if (i % 3 === 0) await Promise.resolve();
        connection.room = (i * seed * 31) % 400;
        if (i % 2 === 0) queue.drain();
      }
      connection.room = Infinity;
      queue.drain();
      expect(connection.text).toBe(expected);
      expect(queue.queuedBytes).toBe(0);
    }
  });

  test("a queue that is never empty holds no more than what waits", async () => {
    const connection = new NarrowConnection(0);
    const { queue } = queueOn(connection);
    queue.push(pieces("ab"));
    for (let i = 0; i < 20_000; i++) {
      queue.push(pieces("ab"));
      await Promise.resolve();
      connection.room = 2;
      queue.drain();
    }
    expect(queue.queuedBytes).toBe(2);
    expect(queue.heldPieces).toBeLessThan(2000);
  });

  test("a closed queue forgets what waits and takes nothing", async () => {
    const connection = new NarrowConnection(1);
    const { queue } = queueOn(connection);
    queue.push(pieces("abc"));
    await Promise.resolve();
    queue.close();
    queue.push(pieces("def"));
    connection.room = Infinity;
    queue.drain();
    await Promise.resolve();
    expect(connection.text).toBe("a");
    expect(queue.queuedBytes).toBe(0);
  });

  test("closing within a turn keeps that turn's pieces back", async () => {
    const connection = new NarrowConnection();
    const { queue } = queueOn(connection);
    queue.push(pieces("abc"));
    queue.close();
    await Promise.resolve();
    expect(connection.writes).toEqual([]);
  });
});
