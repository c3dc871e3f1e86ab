/**
 * What a check of `kedge doctor` is, and what it is given. A check looks at one thing, changes
 * nothing, and says what it found as soon as it knows.
 *
 * @module
 */
import type { ServerConfig } from "../../config/server_config.ts";
import type { Clock } from "../../io/clock.ts";
import type { FileSystem } from "../../io/file.ts";
import type { HostLookup } from "../../io/host_lookup.ts";
import type { MemoryLimit } from "../../io/machine_memory.ts";
import type { PortHolder } from "../../io/port_holder.ts";
import type { Random } from "../../io/random.ts";
import type { Network } from "../../io/socket.ts";
import type { ProgressLine } from "../../io/progress_line.ts";
import type { Finding } from "./finding.ts";

/** What only the machine knows, beside files. */
export interface MachineFacts {
  /** Which process listens on a port; null where nobody does, or nobody says. */
  portHolder(port: number): PortHolder | null;
  memoryLimit(): MemoryLimit;
  /** Whether the kernel says that a time server sets the clock; null where it does not say. */
  isClockSynchronized(): boolean | null;
  /** A path from the root. */
  absolutePath(path: string): string;
}

/** A kedge that uses the data folders now. */
export interface RunningKedge {
  /** In words, with its id where the system tells. */
  readonly holder: string;
  /** Null where the system does not tell. */
  readonly pid: number | null;
}

/** What checks are given. */
export interface Ground {
  readonly config: ServerConfig;
  /** The machine's files, /proc and /sys included. */
  readonly files: FileSystem;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly lookup: HostLookup;
  readonly machine: MachineFacts;
  readonly progress: ProgressLine;
  /** Who holds the lock of the data folders; null where nobody does. */
  readonly running: RunningKedge | null;
}

/** One check. */
export interface Check {
  readonly name: string;
  /** With `--data-only` those of the data alone are made. */
  readonly about: "machine" | "data";
  run(ground: Ground): AsyncIterable<Finding>;
}
