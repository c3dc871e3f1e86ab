/**
 * A control group that gives processes a bound of memory, page cache included, as a small machine
 * does. Of the kernel's two interfaces (v1: memory.limit_in_bytes, v2: memory.max) the one that can
 * be written here.
 *
 * @module
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const ROOT = "/sys/fs/cgroup";
/** Where v1 has its hierarchy of memory. */
const V1_ROOT = join(ROOT, "memory");
/** With a v1 hierarchy beside it, v2 is mounted here. */
const V2_ROOTS = [ROOT, join(ROOT, "unified")];

/** What a group has used so far, in bytes, and what the kernel did about it. */
export interface MemoryReading {
  readonly bytes: number;
  /** The most at any moment; NaN where the kernel does not note it. */
  readonly bytesMax: number;
  readonly oomKills: number;
}

/** One group, with files of its version. */
export class MemoryGroup {
  readonly version: 1 | 2;
  readonly #folder: string;

  private constructor(folder: string, version: 1 | 2) {
    this.#folder = folder;
    this.version = version;
  }

  /**
   * Makes a group whose processes have `bytes` together, and no swap.
   *
   * @returns the reason where none can be made here
   */
  static make(name: string, bytes: number): MemoryGroup | string {
    const place = placeOf(name);
    if (typeof place === "string") return place;
    const { folder, version } = place;
    try {
      mkdirSync(folder, { recursive: true });
      const group = new MemoryGroup(folder, version);
      group.#bound(bytes);
      return group;
    } catch (error) {
      return `cannot make ${folder}: ${error instanceof Error ? error.message : error}`;
    }
  }

  /** The words that run `words` in the group: the process keeps its id. */
  command(words: readonly string[]): string[] {
    const enter = 'echo $$ > "$0" && exec "$@"';
    return ["/bin/sh", "-c", enter, join(this.#folder, "cgroup.procs"), ...words];
  }

  reading(): MemoryReading {
    if (this.version === 1) {
      return {
        bytes: this.#number("memory.usage_in_bytes"),
        bytesMax: this.#number("memory.max_usage_in_bytes"),
        oomKills: numberIn(this.#text("memory.oom_control"), "oom_kill"),
      };
    }
    return {
      bytes: this.#number("memory.current"),
      bytesMax: existsSync(join(this.#folder, "memory.peak")) ? this.#number("memory.peak") : NaN,
      oomKills: numberIn(this.#text("memory.events"), "oom_kill"),
    };
  }

  /** Removes it; its processes must have ended. */
  remove(): void {
    rmdirSync(this.#folder);
  }

  #bound(bytes: number): void {
    const names = this.version === 1
      ? { memory: "memory.limit_in_bytes", swap: "memory.memsw.limit_in_bytes", swapBytes: bytes }
      : { memory: "memory.max", swap: "memory.swap.max", swapBytes: 0 };
    writeFileSync(join(this.#folder, names.memory), String(bytes));
    const swap = join(this.#folder, names.swap);
    // Not there where the kernel does not count swap.
    if (existsSync(swap)) writeFileSync(swap, String(names.swapBytes));
  }

  #text(name: string): string {
    return readFileSync(join(this.#folder, name), "utf8");
  }

  #number(name: string): number {
    return Number(this.#text(name));
  }
}

/** The number on the line that begins with `word`; 0 where there is none. */
function numberIn(text: string, word: string): number {
  const line = text.split("\n").find((each) => each.startsWith(`${word} `));
  return Number(line?.split(" ")[1] ?? 0);
}

/** Where a group can be made, or why nowhere. */
function placeOf(name: string): { folder: string; version: 1 | 2 } | string {
  if (process.getuid?.() !== 0) return "making a control group needs root";
  if (existsSync(join(V1_ROOT, "memory.limit_in_bytes"))) {
    const fault = writeFault(V1_ROOT);
    return fault ?? { folder: join(V1_ROOT, name), version: 1 };
  }
  for (const root of V2_ROOTS) {
    const controllers = join(root, "cgroup.controllers");
    if (!existsSync(controllers) || !/\bmemory\b/.test(readFileSync(controllers, "utf8"))) continue;
    const fault = writeFault(root) ?? handDown(root);
    return fault ?? { folder: join(root, name), version: 2 };
  }
  return `no hierarchy of memory under ${ROOT}`;
}

function writeFault(root: string): string | undefined {
  try {
    accessSync(root, constants.W_OK);
    return undefined;
  } catch {
    return `${root} cannot be written`;
  }
}

/**
 * Lets groups below a root of v2 bound memory. A root that is a container's has processes itself,
 * which the kernel does not allow beside bounded groups: they go into a group of their own.
 */
function handDown(root: string): string | undefined {
  const control = join(root, "cgroup.subtree_control");
  if (/\bmemory\b/.test(readFileSync(control, "utf8"))) return undefined;
  try {
    writeFileSync(control, "+memory");
    return undefined;
  } catch {
    // It has processes: below.
  }
  try {
    const others = join(root, "others");
    mkdirSync(others, { recursive: true });
    for (const pid of readFileSync(join(root, "cgroup.procs"), "utf8").split("\n")) {
      if (pid !== "") writeFileSync(join(others, "cgroup.procs"), pid);
    }
    writeFileSync(control, "+memory");
    return undefined;
  } catch (error) {
    return `cannot hand memory down from ${root}: ${
      error instanceof Error ? error.message : error
    }`;
  }
}
