/**
 * What the process uses: memory, CPU, and how late the event loop runs. The readings come from
 * outside (this layer touches neither clock nor files), the standard names are Prometheus' own.
 *
 * @module
 */
import type { Gauge, Histogram, MetricsRegistry } from "./registry.ts";

/** What is read from the system at a scrape. */
export interface ProcessReadings {
  /** The text of /proc/self/status, empty where there is none. */
  status(): string;
  /** User and system time since the start. */
  cpuSeconds(): number;
  /** When the process started, in ms since the epoch. */
  readonly startTimeMs: number;
  readonly version: string;
}

/** The part of a clock that watching the event loop takes. */
export interface LoopClock {
  monotonicMs(): number;
  setTimer(delayMs: number, run: () => void): { cancel(): void };
}

/** Memory as Linux counts it, in bytes; 0 where it does not say. */
export interface ProcessMemory {
  residentBytes: number;
  /** Without file pages: mapped segments are resident, but the system takes them back at will. */
  anonymousBytes: number;
  virtualBytes: number;
}

/** How often the loop is probed. One probe a second costs about 10 us of CPU each. */
const PROBE_INTERVAL_MS = 1_000;
const DELAY_SECONDS_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

/** Reads the memory lines out of /proc/self/status. */
export function parseProcessStatus(status: string): ProcessMemory {
  function bytes(name: string): number {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status);
    return found === null ? 0 : Number(found[1]) * 1024;
  }
  return {
    residentBytes: bytes("VmRSS"),
    anonymousBytes: bytes("RssAnon"),
    virtualBytes: bytes("VmSize"),
  };
}

/** Registers the metrics of the process. */
export function registerProcessMetrics(registry: MetricsRegistry, process: ProcessReadings): void {
  function gauge(name: string, options: { help: string; read: () => number }): void {
    registry.collected({ name, help: options.help }, {
      type: "gauge",
      collect: () => [{ labels: [], value: options.read() }],
    });
  }
  gauge("process_resident_memory_bytes", {
    help: "Resident memory, pages of mapped segments included.",
    read: () => parseProcessStatus(process.status()).residentBytes,
  });
  gauge("kedge_process_anonymous_memory_bytes", {
    help: "Resident memory that is not backed by files: what the process really needs.",
    read: () => parseProcessStatus(process.status()).anonymousBytes,
  });
  gauge("process_virtual_memory_bytes", {
    help: "Address space reserved.",
    read: () => parseProcessStatus(process.status()).virtualBytes,
  });
  gauge("process_start_time_seconds", {
    help: "When the process started, in seconds since the epoch.",
    read: () => process.startTimeMs / 1000,
  });
  registry.collected(
    { name: "process_cpu_seconds_total", help: "User and system CPU time used." },
    { type: "counter", collect: () => [{ labels: [], value: process.cpuSeconds() }] },
  );
  registry.collected(
    {
      name: "kedge_build_info",
      help: "Always 1; the version is in the label.",
      labels: ["version"],
    },
    { type: "gauge", collect: () => [{ labels: [process.version], value: 1 }] },
  );
}

/**
 * Measures how late timers run: what a request may wait for before anything looks at it.
 * Start it once; it holds one timer until it is stopped.
 */
export class EventLoopDelay {
  readonly #clock: LoopClock;
  readonly #seconds: Histogram;
  readonly #longest: Gauge;
  #timer: { cancel(): void } | null = null;

  constructor(registry: MetricsRegistry, clock: LoopClock) {
    this.#clock = clock;
    this.#seconds = registry.histogram({
      name: "kedge_event_loop_delay_seconds",
      help: "How late a timer ran, probed every second.",
      bounds: DELAY_SECONDS_BOUNDS,
    }).child();
    this.#longest = registry.gauge({
      name: "kedge_event_loop_delay_max_seconds",
      help: "The longest delay since the start.",
    }).child();
  }

  start(): void {
    if (this.#timer === null) this.#probe();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #probe(): void {
    const due = this.#clock.monotonicMs() + PROBE_INTERVAL_MS;
    this.#timer = this.#clock.setTimer(PROBE_INTERVAL_MS, () => {
      const delaySeconds = Math.max(0, this.#clock.monotonicMs() - due) / 1000;
      this.#seconds.observe(delaySeconds);
      if (delaySeconds > this.#longest.value) this.#longest.set(delaySeconds);
      this.#probe();
    });
  }
}
