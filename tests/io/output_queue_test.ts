import { describe, expect, test } from "bun:test";
import { AnswerMemory } from "../../lib/io/answer_memory.ts";
import { noteMapped, noteOrigin } from "../../lib/io/byte_origin.ts";
import { MemoryBudget } from "../../lib/io/memory_budget.ts";
import { OutputQueue } from "../../lib/io/output_queue.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import type { Connection } from "../../lib/io/socket.ts";
import { turns, until } from "./turns.ts";

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

/** What answers are read from. */
const FILE = new Uint8Array(3 << 20).map((_, i) => 97 + (i >> 12) % 26);

/** A queue with its memory, and a file that answers are read from. */
class CountedQueue {
  readonly connection: NarrowConnection;
  readonly memory: AnswerMemory;
  readonly queue: OutputQueue;
  readonly file = FILE;
  isFileGone = false;
  lost = 0;
  drained = 0;
  readsAgain = 0;

  constructor(room: number, bytesMax = Infinity) {
    this.connection = new NarrowConnection(room);
    const budget = new MemoryBudget(Infinity);
    this.memory = new AnswerMemory(budget.open({ name: "answers", bytesMax }));
    this.queue = new OutputQueue(this.connection, () => this.drained += 1, {
      memory: this.memory,
      onLost: () => this.lost += 1,
    });
  }

  /** Records as a read of the file gives them. */
  read(position: number, length: number): Uint8Array {
    const bytes = this.file.slice(position, position + length + 100);
    noteOrigin(bytes, {
      read: (at, count) => {
        this.readsAgain += 1;
        const from = position + at;
        return Promise.resolve(this.isFileGone ? null : this.file.slice(from, from + count));
      },
    });
    return bytes.subarray(0, length);
  }

  text(position: number, length: number): string {
    return Buffer.from(this.file.subarray(position, position + length)).toString();
  }
}

describe("the memory of an output queue", () => {
  test("is what waits, without views of maps", async () => {
    const { queue, memory, connection } = new CountedQueue(10);
    queue.push([...pieces("0123456789abcd"), noteMapped(new Uint8Array(9000))]);
    expect(memory.account.bytes).toBe(14);
    await Promise.resolve();
    expect(memory.account.bytes).toBe(4);
    connection.room = Infinity;
    queue.drain();
    expect([memory.account.bytes, queue.queuedBytes]).toEqual([0, 0]);
  });

  test("comes back when the connection closes", async () => {
    const counted = new CountedQueue(10_000);
    const records = counted.read(0, 1 << 20);
    counted.queue.push(records.length > 0 ? [records] : []);
    await Promise.resolve();
    expect(counted.memory.account.bytes).toBe((1 << 20) - 10_000);
    counted.queue.close();
    expect([counted.memory.account.bytes, records.length]).toEqual([0, 0]);
  });

  test("is freed as soon as records are written", async () => {
    const counted = new CountedQueue(Infinity);
    const records = counted.read(100, 1 << 20);
    counted.queue.push([...pieces("head"), records, ...pieces("tail")]);
    await Promise.resolve();
    expect(counted.connection.text).toBe(`head${counted.text(100, 1 << 20)}tail`);
    expect(records.length).toBe(0);
  });

  test("is let go where others need it, and read again when the client goes on", async () => {
    const counted = new CountedQueue(5000, 1 << 20);
    const { queue, memory, connection } = counted;
    queue.push([...pieces("head"), counted.read(7, 1 << 20), ...pieces("tail")]);
    await Promise.resolve();
    expect(memory.account.take(1000)).toBeUndefined();
    expect(memory.account.bytes).toBeGreaterThan(1 << 19);
    expect(memory.account.take(1 << 20)).toBeUndefined();
    // Room was there already: nothing has had to go.
    memory.account.giveWay?.(1);
    expect(memory.account.bytes).toBe(1000 + (1 << 20) + 4);
    expect(queue.queuedBytes).toBe(4 + (1 << 20) + 4 - 5000);
    memory.account.release(1000 + (1 << 20));
    connection.room = Infinity;
    queue.drain();
    await until("everything is written", () => queue.queuedBytes === 0);
    expect(connection.text).toBe(`head${counted.text(7, 1 << 20)}tail`);
    expect([memory.account.bytes, counted.lost]).toEqual([0, 0]);
    expect(counted.readsAgain).toBe(4);
    expect(counted.drained).toBeGreaterThan(0);
  });

  test("is let go as well of what comes behind something that is stuck", async () => {
    const counted = new CountedQueue(5000, 1 << 20);
    const { queue, memory, connection } = counted;
    queue.push([counted.read(0, 1 << 19)]);
    await Promise.resolve();
    memory.account.giveWay?.(1);
    queue.push([counted.read(1 << 19, 1 << 19)]);
    expect(memory.account.bytes).toBe(1 << 19);
    memory.account.giveWay?.(1);
    expect(memory.account.bytes).toBe(0);
    // Now the socket has room and the memory has none.
    memory.account.claim(2 << 20);
    connection.room = Infinity;
    queue.drain();
    await turns(2);
    queue.push([counted.read(1 << 20, 1 << 19)]);
    expect(memory.account.bytes).toBe(2 << 20);
    memory.account.release(2 << 20);
    await until("everything is written", () => queue.queuedBytes === 0);
    expect(connection.text === counted.text(0, (1 << 20) + (1 << 19))).toBe(true);
    expect(memory.account.bytes).toBe(0);
  });

  test("stays blocked where it is let go by the room that its own write makes", async () => {
    const counted = new CountedQueue(5000);
    const { queue, memory, connection } = counted;
    queue.push([counted.read(0, 1 << 20)]);
    await Promise.resolve();
    memory.account.giveWay?.(1);
    connection.room = 5000;
    queue.drain();
    queue.push(pieces("tail"));
    memory.account.whenRoom(() => memory.account.giveWay?.(1 << 20));
    await until("it has written", () => connection.room === 0);
    await turns(2);
    expect([queue.isBlocked, counted.readsAgain, memory.account.bytes]).toEqual([true, 1, 4]);
    connection.room = Infinity;
    queue.drain();
    await until("everything is written", () => queue.queuedBytes === 0);
    expect(connection.text === `${counted.text(0, 1 << 20)}tail`).toBe(true);
    expect(memory.account.bytes).toBe(0);
  });

  test("ends the connection where the records are gone by then", async () => {
    const counted = new CountedQueue(5000);
    counted.queue.push([counted.read(0, 1 << 20)]);
    await Promise.resolve();
    counted.memory.account.giveWay?.(1);
    counted.isFileGone = true;
    counted.connection.room = Infinity;
    counted.queue.drain();
    await until("the owner is told", () => counted.lost === 1);
    counted.queue.close();
    expect(counted.memory.account.bytes).toBe(0);
  });

  test("comes back when the connection closes while it waits to read again", async () => {
    const counted = new CountedQueue(5000, 1000);
    counted.queue.push([counted.read(0, 1 << 20)]);
    await Promise.resolve();
    counted.memory.account.giveWay?.(1);
    counted.memory.account.claim(2000);
    counted.connection.room = Infinity;
    counted.queue.drain();
    await turns(2);
    counted.queue.close();
    counted.memory.account.release(2000);
    await turns(2);
    expect([counted.memory.account.bytes, counted.readsAgain]).toEqual([0, 0]);
  });

  test("whenever it is let go, and however it is cut, the bytes stay in order", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new SeededRandom(seed);
      const counted = new CountedQueue(random.int(20_000));
      const { queue, connection, memory } = counted;
      let expected = "";
      for (let i = 0; i < 40; i++) {
        const [position, length] = [random.int(1 << 20), 1 + random.int(600_000)];
        if (random.int(3) === 0) {
          queue.push([counted.read(position, length)]);
          expected += counted.text(position, length);
        } else {
          queue.push(pieces(`answer ${i}`));
          expected += `answer ${i}`;
        }
        if (random.int(2) === 0) await turns(1);
        if (random.int(3) === 0) memory.account.giveWay?.(random.int(1 << 20));
        connection.room = random.int(400_000);
        if (queue.isBlocked) queue.drain();
      }
      connection.room = Infinity;
      if (queue.isBlocked) queue.drain();
      await until("everything is written", () => queue.queuedBytes === 0);
      expect(connection.text === expected).toBe(true);
      expect([memory.account.bytes, counted.lost]).toEqual([0, 0]);
    }
  });
});
