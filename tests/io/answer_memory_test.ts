import { describe, expect, test } from "bun:test";
import { AnswerMemory } from "../../lib/io/answer_memory.ts";
import { noteOrigin } from "../../lib/io/byte_origin.ts";
import { HeldMemory, MemoryBudget } from "../../lib/io/memory_budget.ts";
import { OutputQueue } from "../../lib/io/output_queue.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import type { Connection } from "../../lib/io/socket.ts";
import { turns, until } from "./turns.ts";

/** Answers of one client, which note that they were let go. */
class Answers {
  readonly #memory: AnswerMemory;
  readonly #bytes: number;
  isLetGo = false;

  constructor(memory: AnswerMemory, bytes: number) {
    this.#memory = memory;
    this.#bytes = bytes;
    memory.account.claim(bytes);
  }

  letGo(): number {
    this.isLetGo = true;
    this.#memory.account.release(this.#bytes);
    return this.#bytes;
  }
}

test("whoever was stuck first lets go first, and no more than is asked for", () => {
  const memory = new AnswerMemory(new MemoryBudget(1000).open({ name: "answers", bytesMax: 400 }));
  const [gone, first, second, third] = [50, 100, 100, 100].map((bytes) =>
    new Answers(memory, bytes)
  );
  for (const answers of [gone!, first!, second!, third!]) memory.noteBlocked(answers);
  memory.forget(gone!);
  expect(memory.account.take(60)).toBeUndefined();
  expect([first!.isLetGo, memory.account.bytes]).toEqual([false, 410]);
  expect(memory.account.take(150)).toBeUndefined();
  expect([gone, first, second, third].map((answers) => answers!.isLetGo))
    .toEqual([false, true, true, false]);
  expect(memory.account.bytes).toBe(360);
});

test("answers that get stuck while others wait for room are let go at once", async () => {
  const memory = new AnswerMemory(new MemoryBudget(1000).open({ name: "answers", bytesMax: 400 }));
  const answers = new Answers(memory, 500);
  const waiting = memory.account.take(50);
  expect([answers.isLetGo, memory.account.isAwaited]).toEqual([false, true]);
  memory.noteBlocked(answers);
  await waiting;
  expect([answers.isLetGo, memory.account.bytes]).toEqual([true, 50]);
});

const PART_BYTES_MAX = 60_000;
const ANSWER_PARTS = 3;

/** A client that asks for several parts at a time and reads as it likes; the server's side of it. */
class FetchingClient {
  readonly #memory: AnswerMemory;
  readonly #random: SeededRandom;
  readonly queue: OutputQueue;
  #room = 0;
  answered = 0;

  constructor(memory: AnswerMemory, random: SeededRandom) {
    this.#memory = memory;
    this.#random = random;
    const connection: Connection = {
      remoteAddress: "127.0.0.1",
      remotePort: 1,
      localAddress: "127.0.0.1",
      localPort: 2,
      write: (bytes) => {
        const taken = Math.min(bytes.length, this.#room);
        this.#room -= taken;
        return taken;
      },
      end() {},
      destroy() {},
      pause() {},
      resume() {},
    };
    this.queue = new OutputQueue(connection, () => {}, { memory, onLost() {} });
  }

  /** As the fetch handler does: reads part by part, then hands over what it has. */
  async fetch(): Promise<void> {
    const held = new HeldMemory(this.#memory.account);
    const pieces: Uint8Array[] = [];
    for (let part = 0; part < ANSWER_PARTS; part++) {
      const length = 5000 + this.#random.int(PART_BYTES_MAX - 5000);
      if (!await held.take(length)) continue;
      await turns(this.#random.int(3));
      pieces.push(readFrom(length));
    }
    held.releaseAll();
    this.queue.push(pieces);
    this.answered += 1;
  }

  read(bytes: number): void {
    this.#room += bytes;
    if (this.queue.isBlocked) this.queue.drain();
  }
}

function readFrom(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  noteOrigin(bytes, { read: (_at, count) => Promise.resolve(new Uint8Array(count)) });
  return bytes;
}

describe("clients that fetch at once and read as they like", () => {
  for (let seed = 1; seed <= 20; seed++) {
    test(`are all served, within the bound, seed ${seed}`, async () => {
      const random = new SeededRandom(seed);
      const bytesMax = 50_000 + random.int(300_000);
      const memory = new AnswerMemory(new MemoryBudget().open({ name: "answers", bytesMax }));
      const clients = Array.from({ length: 12 }, () => new FetchingClient(memory, random));
      let largest = 0;
      for (let round = 0; round < 4; round++) {
        for (const client of clients) void client.fetch();
        for (let step = 0; step < 30; step++) {
          if (random.int(2) === 0) clients[random.int(clients.length)]!.read(random.int(80_000));
          await turns(1);
          largest = Math.max(largest, memory.account.bytes);
        }
        // Who does not read holds nobody up.
        await until("all are answered", () => clients.every(({ answered }) => answered > round));
      }
      expect(largest).toBeLessThan(bytesMax + 2 * ANSWER_PARTS * PART_BYTES_MAX);
      for (const client of clients) client.read(Infinity);
      await until("all is read", () => clients.every(({ queue }) => queue.queuedBytes === 0));
      expect(memory.account.bytes).toBe(0);
    });
  }
});
