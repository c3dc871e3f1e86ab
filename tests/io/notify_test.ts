import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { ServiceNotice } from "../../lib/io/notify.ts";

const EXTEND = "EXTEND_TIMEOUT_USEC=60000000";

function setUp(variables: Record<string, string> = {}) {
  const clock = new MemoryClock();
  const told: string[] = [];
  const service = new ServiceNotice(clock, { NOTIFY_SOCKET: "/run/n", ...variables }, {
    pid: 7,
    open: (address) => address === undefined ? null : (message) => void told.push(message),
  });
  /** What was told since the last call. */
  const news = () => told.splice(0);
  return { clock, service, news };
}

describe("a service's word to its manager", () => {
  test("is that it starts and needs time, is ready, stops and needs time", () => {
    const { clock, service, news } = setUp();
    service.starting("starting");
    expect(news()).toEqual(["STATUS=starting", EXTEND]);
    clock.advance(20_000);
    expect(news()).toEqual([EXTEND, EXTEND]);
    service.ready("serving");
    expect(news()).toEqual(["READY=1\nSTATUS=serving"]);
    clock.advance(60_000);
    expect(news()).toEqual([]);
    service.stopping("stopping");
    expect(news()).toEqual(["STOPPING=1\nSTATUS=stopping", EXTEND]);
    clock.advance(10_000);
    expect(news()).toEqual([EXTEND]);
    service.close();
    clock.advance(60_000);
    expect(news()).toEqual([]);
  });

  test("feeds the watchdog twice in its time, from the start to the end", () => {
    const { clock, service, news } = setUp({ WATCHDOG_USEC: "30000000", WATCHDOG_PID: "7" });
    service.starting("starting");
    service.ready("serving");
    expect(news()).toContain("WATCHDOG=1");
    clock.advance(14_999);
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(news()).toEqual(["WATCHDOG=1"]);
    clock.advance(45_000);
    expect(news()).toEqual(["WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]);
    service.close();
    clock.advance(60_000);
    expect(news()).toEqual([]);
  });

  test.each([
    { WATCHDOG_USEC: "30000000", WATCHDOG_PID: "8" },
    { WATCHDOG_USEC: "0" },
    { WATCHDOG_USEC: "soon" },
    { WATCHDOG_USEC: "1" },
  ])("feeds no watchdog with %j", (variables) => {
    const { clock, service, news } = setUp({ ...variables });
    service.starting("starting");
    service.ready("serving");
    clock.advance(60_000);
    expect(news().join()).not.toContain("WATCHDOG");
  });

  test("keeps a status on its line", () => {
    const { service, news } = setUp();
    service.ready("a\nREADY=0\r\nb");
    expect(news()).toEqual(["READY=1\nSTATUS=a READY=0 b"]);
  });

  test("is nothing without a manager, and a failure to tell is not the service's", () => {
    const clock = new MemoryClock();
    const alone = new ServiceNotice(clock, { WATCHDOG_USEC: "1000000" });
    const failing = new ServiceNotice(clock, { NOTIFY_SOCKET: "/run/n" }, {
      open: () => () => {
        throw new Error("EBADF");
      },
    });
    for (const service of [alone, failing]) {
      service.starting("a");
      clock.advance(60_000);
      service.ready("b");
      service.stopping("c");
      service.close();
    }
    expect(clock.pending).toBe(0);
  });
});
