import { describe, expect, test } from "bun:test";
import { AnswerMemory } from "../../../lib/io/answer_memory.ts";
import { MemoryBudget } from "../../../lib/io/memory_budget.ts";
import { HeartbeatRequest } from "../../../lib/kafka/messages/heartbeat.ts";
import { HeldRequestBytes, RequestBytes } from "../../../lib/kafka/server/request_bytes.ts";
import { turns, until } from "../../io/turns.ts";
import { heartbeat, ScriptedServer } from "./scripted_server.ts";
import { frameOf } from "./test_client.ts";

/** A request of about `bytes` bytes, its length first. */
function request(bytes: number, groupId = "now"): Uint8Array {
  const body = { ...heartbeat(groupId), memberId: "m".repeat(bytes) };
  return frameOf(HeartbeatRequest, { version: 4, correlationId: 1, body });
}

describe("the bytes of requests", () => {
  test("are taken as a request begins, once, and given back as it ends", () => {
    const all = new RequestBytes(100);
    const held = new HeldRequestBytes(all, () => {});
    expect(held.mayReadOn(80)).toBe(true);
    expect(held.mayReadOn(80)).toBe(true);
    expect(all.taken).toBe(80);
    held.take(80);
    expect(all.taken).toBe(80);
    held.release(80);
    expect(all.taken).toBe(0);
  });

  test("let one request begin while there is any room, and others wait in their order", () => {
    const all = new RequestBytes(100);
    const order: string[] = [];
    const [first, second, third] = ["first", "second", "third"].map((name) =>
      new HeldRequestBytes(all, () => order.push(name))
    );
    expect(first!.mayReadOn(5000)).toBe(true);
    expect([second!.mayReadOn(50), third!.mayReadOn(50)]).toEqual([false, false]);
    expect([second!.isWaiting, all.taken]).toEqual([true, 5000]);
    // The one that has begun is read to its end.
    expect(first!.mayReadOn(5000)).toBe(true);
    first!.take(5000);
    first!.release(5000);
    expect(order).toEqual(["second", "third"]);
    expect([second!.mayReadOn(50), third!.mayReadOn(50)]).toEqual([true, true]);
  });

  test("come back when the connection ends, and it waits no more", () => {
    const all = new RequestBytes(100);
    let woken = 0;
    const [held, waiting] = [1, 2].map(() => new HeldRequestBytes(all, () => woken += 1));
    held!.mayReadOn(70);
    held!.take(70);
    held!.take(70);
    expect(waiting!.mayReadOn(10)).toBe(false);
    waiting!.close();
    held!.close();
    expect([all.taken, woken]).toEqual([0, 0]);
    // An answer that comes after the end gives nothing back twice.
    held!.release(70);
    expect(all.taken).toBe(0);
  });
});

/** A connection's part, and how often it was stopped and let go on. */
function connectionOn(all: RequestBytes) {
  const seen = { stops: 0, resumes: 0 };
  const held = new HeldRequestBytes(all, () => seen.resumes += 1, () => seen.stops += 1);
  return { held, seen };
}

describe("the bytes of requests within memory.budget", () => {
  test("stop all others when the bound is reached, new connections too", () => {
    const account = new MemoryBudget(1000).open({ name: "requests", bytesMax: 100 });
    const all = new RequestBytes(Infinity, account);
    const [busy, begun, idle] = [connectionOn(all), connectionOn(all), connectionOn(all)];
    begun.held.mayReadOn(10);
    busy.held.mayReadOn(5000);
    const late = connectionOn(all);
    expect([busy, begun, idle, late].map(({ seen }) => seen.stops)).toEqual([0, 0, 1, 1]);
    expect([account.bytes, begun.held.mayReadOn(10), idle.held.mayReadOn(0)])
      .toEqual([5010, true, false]);
    busy.held.take(5000);
    busy.held.release(5000);
    expect([account.bytes, idle.seen.resumes, late.seen.resumes]).toEqual([10, 1, 1]);
    busy.held.mayReadOn(200);
    expect([idle.seen.stops, late.seen.stops]).toEqual([2, 2]);
  });

  test("wait for what other accounts hold, but for one request", () => {
    const budget = new MemoryBudget(1000);
    const [account, others] = [budget.open({ name: "requests" }), budget.open({ name: "others" })];
    const all = new RequestBytes(Infinity, account);
    const [one, two] = [connectionOn(all), connectionOn(all)];
    others.claim(2000);
    expect([one.held.mayReadOn(50), two.held.mayReadOn(50)]).toEqual([true, false]);
    one.held.take(50);
    one.held.release(50);
    expect(two.held.mayReadOn(50)).toBe(true);
    expect(one.held.mayReadOn(50)).toBe(false);
    others.release(2000);
    expect(one.seen.resumes).toBe(1);
    expect(one.held.mayReadOn(50)).toBe(true);
  });
});

describe("memory.budget", () => {
  test("is not read past by many clients, and each is answered in the end", async () => {
    const budget = new MemoryBudget(100_000);
    const requests = budget.open({ name: "requests", bytesMax: 30_000 });
    const answers = new AnswerMemory(budget.open({ name: "answers" }));
    const scripted = await ScriptedServer.start({ memory: { requests, answers } });
    const clients = await Promise.all(Array.from({ length: 20 }, () => scripted.connect()));
    const large = request(20_000);
    for (const client of clients) client.write(large.subarray(0, 10_000));
    await turns(20);
    expect(requests.bytes).toBeLessThan(30_000 + 2 * large.length);
    for (const client of clients) client.write(large.subarray(10_000));
    for (const client of clients) {
      await until("it is answered", () => client.frames.length === 1);
    }
    expect([requests.bytes, answers.account.bytes]).toEqual([0, 0]);
  });
});

describe("queued.max.request.bytes", () => {
  test("stops the reading of other requests until a begun one is answered", async () => {
    const scripted = await ScriptedServer.start({ requestBytesMax: 10_000 });
    const [slow, other] = [await scripted.connect(), await scripted.connect()];
    const large = request(20_000);
    slow.write(large.subarray(0, 5000));
    await turns();
    other.write(request(100));
    await turns();
    // Whole requests that came with the first bytes are answered; then nothing more is read.
    const answered = other.frames.length;
    for (let i = 0; i < 5; i++) other.write(request(100));
    await turns(50);
    expect(other.frames.length).toBe(answered);
    slow.write(large.subarray(5000));
    await until("the large one is answered", () => slow.frames.length === 1);
    await until("the others follow", () => other.frames.length === 6);
  });

  test("is given back by a connection that ends in the middle of its request", async () => {
    const scripted = await ScriptedServer.start({ requestBytesMax: 10_000 });
    const [slow, other] = [await scripted.connect(), await scripted.connect()];
    slow.write(request(20_000).subarray(0, 5000));
    await turns();
    for (let i = 0; i < 5; i++) {
      other.write(request(100));
      await turns();
    }
    expect(other.frames.length).toBeLessThan(5);
    slow.connection.destroy();
    await until("the others follow", () => other.frames.length === 5);
  });

  test("is given back by a client that sends nothing more while others wait", async () => {
    const scripted = await ScriptedServer.start({ requestBytesMax: 10_000, idleMsMax: -1 });
    const [gone, slow, other] = await Promise.all([1, 2, 3].map(() => scripted.connect()));
    const large = request(9000);
    slow!.write(large.subarray(0, 100));
    gone!.write(request(20_000).subarray(0, 5000));
    await turns(20);
    scripted.clock.advance(20_000);
    slow!.write(large.subarray(100, 200));
    other!.write(request(100));
    await turns(20);
    other!.write(request(100));
    await turns(20);
    expect([gone!.isClosed, other!.frames.length < 2]).toEqual([false, true]);
    scripted.clock.advance(10_000);
    await until("the others follow", () => other!.frames.length === 2);
    expect([gone!.isClosed, slow!.isClosed]).toEqual([true, false]);
    expect(scripted.warnings).toEqual([
      "closing connection: it sends nothing more of its request, and others wait for room",
    ]);
    slow!.write(large.subarray(200));
    await until("so does the slow one", () => slow!.frames.length === 1);
    scripted.server.close();
    expect(scripted.clock.pending).toBe(0);
  });

  test("is not held by requests that wait for other clients", async () => {
    const scripted = await ScriptedServer.start({ requestBytesMax: 1000 });
    const [first, second] = [await scripted.connect(), await scripted.connect()];
    first.write(request(5000, "wait-a"));
    await until("it waits", () => scripted.waiting.length === 1);
    for (let i = 0; i < 3; i++) {
      second.write(request(5000));
      await until("it is answered", () => second.frames.length === i + 1);
    }
  });
});
