/**
 * What each client has used lately, by the client's key: bounded in number, because a client
 * chooses its own id, and forgotten after an hour without a request, as in Kafka.
 *
 * @module
 */

/** Clients remembered at once; the one that was idle longest goes first. */
export const SENSORS_MAX = 10_000;
const IDLE_MS_MAX = 3_600_000;

interface Entry<Sensor> {
  readonly sensor: Sensor;
  lastMs: number;
}

/** Sensors by key, the longest idle first. */
export class RecentSensors<Sensor> {
  readonly #entries = new Map<string, Entry<Sensor>>();
  readonly #make: () => Sensor;

  constructor(make: () => Sensor) {
    this.#make = make;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The sensor of `key`, a new one where there is none. */
  get(key: string, timeMs: number): Sensor {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#forgetIdle(timeMs);
      entry = { sensor: this.#make(), lastMs: timeMs };
    } else {
      this.#entries.delete(key);
      entry.lastMs = timeMs;
    }
    this.#entries.set(key, entry);
    return entry.sensor;
  }

  /** The sensors used last, at most as many, with their keys. */
  newest(countMax: number): { key: string; sensor: Sensor }[] {
    return [...this.#entries].slice(-countMax).map(([key, { sensor }]) => ({ key, sensor }));
  }

  #forgetIdle(timeMs: number): void {
    for (const [key, { lastMs }] of this.#entries) {
      if (this.#entries.size < SENSORS_MAX && timeMs - lastMs < IDLE_MS_MAX) return;
      this.#entries.delete(key);
    }
  }
}
