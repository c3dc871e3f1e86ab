/**
 * What a case of the benchmark is given, and what it is.
 *
 * @module
 */
import { appendFileSync } from "node:fs";
import { NOISY_SHARE } from "./machine.ts";
import type { Measurement } from "./measurement.ts";
import type { BenchOptions } from "./options.ts";
import { KafkaServer } from "./servers/kafka_server.ts";
import { KedgeServer } from "./servers/kedge_server.ts";
import type { BenchServer } from "./servers/server.ts";

/** One case: a measurement with its own way of running. */
export interface BenchCase {
  /** The word that selects it on the command line. */
  readonly name: string;
  readonly about: string;
  run(bench: Bench): Promise<void>;
}

/** The run: its options, the servers it made, what was measured. */
export class Bench {
  readonly options: BenchOptions;
  readonly measurements: Measurement[] = [];
  #made: BenchServer[] = [];

  constructor(options: BenchOptions) {
    this.options = options;
  }

  /**
   * A fresh kedge and, where the run compares, a fresh Kafka; not started yet. They are removed
   * when the case ends.
   *
   * @param overrides settings of kedge beyond its defaults
   */
  async kafkaServers(overrides: Record<string, string> = {}): Promise<BenchServer[]> {
    const servers: BenchServer[] = [new KedgeServer("kedge", overrides)];
    this.#made.push(...servers);
    if (this.options.isAgainstKafka) servers.push(this.keep(await KafkaServer.make()));
    return servers;
  }

  /** Takes a server into care: it is removed when the case ends. */
  keep<T extends BenchServer>(server: T): T {
    this.#made.push(server);
    return server;
  }

  /** Removes the servers of the case that ended. */
  async removeServers(): Promise<void> {
    for (const server of this.#made.splice(0)) await server.remove();
  }

  /** A number of records, made smaller where the bench itself is being tried. */
  scaled(count: number): number {
    return Math.max(1, Math.round(count * this.options.scale));
  }

  /** Notes what was measured and shows it. */
  record(measurement: Measurement): void {
    this.measurements.push(measurement);
    const values = Object.entries(measurement.values).map(([name, value]) =>
      `${name} ${brief(value)}`
    );
    const noise = measurement.othersShare > NOISY_SHARE
      ? `  NOISY: others used ${(measurement.othersShare * 100).toFixed(0)} %`
      : "";
    const { server, phase } = measurement;
    console.log(`  ${measurement.case} | ${server} ${phase} | ${values.join("  ")}${noise}`);
    if (this.options.output !== undefined) {
      appendFileSync(this.options.output, `${JSON.stringify(measurement)}\n`);
    }
  }
}

/** A number with three digits that count. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
