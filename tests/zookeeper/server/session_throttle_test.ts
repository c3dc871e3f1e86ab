import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { SessionThrottle } from "../../../lib/zookeeper/server/session_throttle.ts";
import { settle, TestServer } from "./test_server.ts";

describe("the throttle of sessions", () => {
  test("gives so many at once, then as they are filled up", () => {
    const clock = new MemoryClock();
    const throttle = new SessionThrottle(clock, {
      connectionMaxTokens: 3,
      connectionTokenFillTimeMs: 10,
      connectionTokenFillCount: 2,
    });
    const take = (times: number) => Array.from({ length: times }, () => throttle.take());
    expect(take(4)).toEqual([true, true, true, false]);
    clock.advance(9);
    expect(take(1)).toEqual([false]);
    clock.advance(1);
    expect(take(3)).toEqual([true, true, false]);
    clock.advance(1000);
    expect(take(4)).toEqual([true, true, true, false]);
  });

  test("without a bound gives all", () => {
    const throttle = new SessionThrottle(new MemoryClock(), {
      connectionMaxTokens: 0,
      connectionTokenFillTimeMs: 1,
      connectionTokenFillCount: 1,
    });
    expect([throttle.take(), throttle.take()]).toEqual([true, true]);
  });

  test("closes the connection of who finds none, and lets it come again", async () => {
    const server = await TestServer.started({
      connectionMaxTokens: 1,
      connectionTokenFillTimeMs: 1000,
    });
    await server.client();
    const second = server.connection();
    second.sendConnect();
    await settle();
    expect(second.socket.isDestroyed).toBe(true);
    expect(server.reasons()[0]).toContain("connectionMaxTokens is used up");
    server.clock.advance(1000);
    await server.client();
  });
});
