import { expect, test } from "bun:test";
import { CommitQueue } from "../../../lib/zookeeper/server/commit_queue.ts";
import { settle } from "./test_server.ts";

function bench() {
  const ran: string[] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const queue = new CommitQueue({
    flush: () =>
      new Promise((resolve, reject) => {
        ran.push("flush");
        waiting.push({ resolve, reject });
      }),
    progressed: () => ran.push("progressed"),
    failed: (error) => ran.push(`failed ${error.message}`),
  });
  const entry = (name: string, sessionId: bigint, needsFlush = true) => ({
    sessionId,
    needsFlush,
    run: () => {
      ran.push(name);
    },
    abandon: (error: Error) => {
      ran.push(`${name} abandoned: ${error.message}`);
    },
  });
  return { ran, waiting, queue, entry };
}

test("all that wait share a flush and run in order, reads behind their session's", async () => {
  const { ran, waiting, queue, entry } = bench();
  queue.push(entry("a1", 1n));
  queue.push(entry("b1", 2n));
  queue.pushBehindSession(entry("a read", 1n, false));
  queue.push(entry("a2", 1n));
  await settle();
  expect([ran, queue.size]).toEqual([["flush"], 4]);
  queue.push(entry("b2", 2n));
  waiting.shift()!.resolve();
  await settle();
  expect(ran).toEqual(["flush", "a1", "a read", "b1", "a2", "progressed", "flush"]);
  waiting.shift()!.resolve();
  await queue.idle();
  expect(ran.slice(7)).toEqual(["b2", "progressed"]);
  expect([queue.size, queue.isBusy, queue.has(1n), queue.has(2n)]).toEqual([
    0,
    false,
    false,
    false,
  ]);
});

test("what has no record needs no flush", async () => {
  const { ran, queue, entry } = bench();
  queue.push(entry("refusal", 1n, false));
  await queue.idle();
  expect(ran).toEqual(["refusal", "progressed"]);
});

test("where a flush fails all are abandoned, later ones go on", async () => {
  const { ran, waiting, queue, entry } = bench();
  queue.push(entry("a", 1n));
  queue.pushBehindSession(entry("read", 1n, false));
  await settle();
  queue.push(entry("late", 2n));
  waiting.shift()!.reject(new Error("EIO"));
  await settle();
  expect(ran).toEqual([
    "flush",
    "a abandoned: EIO",
    "read abandoned: EIO",
    "late abandoned: EIO",
    "failed EIO",
    "progressed",
  ]);
  expect([queue.size, queue.isBusy]).toEqual([0, false]);
});

test("where one cannot run, it and those behind it are abandoned", async () => {
  const { ran, waiting, queue, entry } = bench();
  queue.push(entry("a", 1n));
  queue.push({
    ...entry("bad", 2n),
    run: () => {
      throw new Error("mine");
    },
  });
  queue.push(entry("c", 3n));
  await settle();
  waiting.shift()!.resolve();
  await settle();
  expect(ran.slice(1)).toEqual([
    "a",
    "bad abandoned: mine",
    "c abandoned: mine",
    "failed mine",
    "progressed",
  ]);
  expect(queue.isBusy).toBe(false);
});
