import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import {
  EventLoopDelay,
  parseProcessStatus,
  registerProcessMetrics,
} from "../../lib/metrics/process_metrics.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";
import { valueOf } from "./parse_prometheus.ts";

const STATUS = `Name:\tkedge
VmPeak:\t  900000 kB
VmSize:\t  800000 kB
VmRSS:\t   60000 kB
RssAnon:\t   40000 kB
RssFile:\t   20000 kB
`;

describe("parseProcessStatus()", () => {
  test("reads memory in bytes", () => {
    expect(parseProcessStatus(STATUS)).toEqual({
      residentBytes: 60_000 * 1024,
      anonymousBytes: 40_000 * 1024,
      virtualBytes: 800_000 * 1024,
    });
  });

  test("says 0 where the system does not tell", () => {
    expect(parseProcessStatus("")).toEqual({
      residentBytes: 0,
      anonymousBytes: 0,
      virtualBytes: 0,
    });
  });
});

test("registerProcessMetrics() reports memory, CPU, start and version", () => {
  const registry = new MetricsRegistry();
  registerProcessMetrics(registry, {
    status: () => STATUS,
    cpuSeconds: () => 1.5,
    startTimeMs: 1_700_000_000_000,
    version: "1.2.3",
  });
  const text = [...prometheusText(registry)].join("");
  expect(valueOf(text, "process_resident_memory_bytes")).toBe(60_000 * 1024);
  expect(valueOf(text, "kedge_process_anonymous_memory_bytes")).toBe(40_000 * 1024);
  expect(valueOf(text, "process_virtual_memory_bytes")).toBe(800_000 * 1024);
  expect(valueOf(text, "process_cpu_seconds_total")).toBe(1.5);
  expect(valueOf(text, "process_start_time_seconds")).toBe(1_700_000_000);
  expect(valueOf(text, "kedge_build_info", { version: "1.2.3" })).toBe(1);
});

describe("EventLoopDelay", () => {
  /** A clock whose timers run late by as much as a test says. */
  class LateClock extends MemoryClock {
    lateMs = 0;

    override monotonicMs(): number {
      return super.monotonicMs() + this.lateMs;
    }
  }

  test("measures how late each probe ran, and the worst", () => {
    const registry = new MetricsRegistry();
    const clock = new LateClock();
    const delay = new EventLoopDelay(registry, clock);
    delay.start();
    delay.start();
    expect(clock.pending).toBe(1);
    clock.lateMs = 30;
    clock.advance(1000);
    clock.advance(1000);
    const text = [...prometheusText(registry)].join("");
    expect(valueOf(text, "kedge_event_loop_delay_seconds_count")).toBe(2);
    expect(valueOf(text, "kedge_event_loop_delay_seconds_bucket", { le: "0.025" })).toBe(1);
    expect(valueOf(text, "kedge_event_loop_delay_seconds_bucket", { le: "0.05" })).toBe(2);
    expect(valueOf(text, "kedge_event_loop_delay_max_seconds")).toBeCloseTo(0.03);
  });

  test("leaves no timer behind", () => {
    const clock = new MemoryClock();
    const delay = new EventLoopDelay(new MetricsRegistry(), clock);
    delay.start();
    clock.advance(5000);
    delay.stop();
    expect(clock.pending).toBe(0);
  });
});
