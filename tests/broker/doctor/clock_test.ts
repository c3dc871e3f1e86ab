import { describe, expect, test } from "bun:test";
import { clock } from "../../../lib/broker/doctor/clock.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { DoctorGround, lineOf } from "./doctor_ground.ts";

describe("clock", () => {
  test("a clock that is set and follows a time server", async () => {
    expect((await new DoctorGround().findings(clock)).map(lineOf)).toEqual([
      "ok date: 2026-01-01T00:00:00.000Z",
      "ok steadiness: the date went on by 250 ms in 250 ms",
      "ok time server: the kernel says that the clock follows one",
    ]);
  });

  test("a date that cannot be", async () => {
    const ground = new DoctorGround({ clock: new MemoryClock(0) });
    expect((await ground.findings(clock))[0]).toMatchObject({
      verdict: "FAIL",
      found: "1970-01-01T00:00:00.000Z",
    });
  });

  test("no time server, unless systemd has heard of one", async () => {
    const machine = { isClockSynchronized: () => false };
    const ground = new DoctorGround({ machine });
    expect((await ground.findings(clock))[2]?.verdict).toBe("warn");
    ground.put("/run/systemd/timesync/synchronized", "");
    expect((await ground.findings(clock))[2]?.verdict).toBe("ok");
  });

  test("a date that is set while it is looked at", async () => {
    const jumping = new MemoryClock(Date.UTC(2026, 0, 1));
    const nowMs = jumping.nowMs.bind(jumping);
    jumping.nowMs = () => nowMs() + (jumping.monotonicMs() > 100 ? 5000 : 0);
    const [, steadiness] = await new DoctorGround({ clock: jumping }).findings(clock);
    expect(lineOf(steadiness!)).toBe("warn steadiness: the date went on by 5250 ms in 250 ms");
  });
});
