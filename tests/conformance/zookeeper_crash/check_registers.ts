/**
 * Judges reads and writes of znodes' data: whether each can have happened at one moment between its
 * question and its answer (linearizability). Versions make that easy: a version is written once and
 * counts up, so every answer says its place in the order.
 *
 * @module
 */
import { type Line, linesOf, type Read, type Write } from "./history.ts";

/** A read or an acknowledged write. */
type Placed = Read | (Write & { readonly end: number });

/** What is known of one version of a znode. */
interface Version {
  readonly version: number;
  readonly value: string;
  readonly zxid: number;
  /** When it was first seen: the earliest answer that shows it. */
  seenEnd: number;
}

/** Throws where what clients were told of some znode's data cannot have happened. */
export function checkRegisters(lines: readonly Line[]): void {
  const writes = linesOf(lines, "write");
  const reads = linesOf(lines, "read");
  const paths = new Set([...writes, ...reads].map(({ path }) => path));
  const versionsByPath = new Map<string, ReadonlyMap<number, Version>>();
  for (const path of paths) {
    const check = new RegisterCheck(
      writes.filter((write) => write.path === path),
      reads.filter((read) => read.path === path),
    );
    versionsByPath.set(path, check.run());
  }
  checkGroups(writes, versionsByPath);
}

class RegisterCheck {
  readonly #writes: readonly Write[];
  readonly #byValue: ReadonlyMap<string, Write>;
  readonly #placed: readonly Placed[];
  readonly #versions = new Map<number, Version>();

  constructor(writes: readonly Write[], reads: readonly Read[]) {
    this.#writes = writes;
    this.#byValue = new Map(writes.map((write) => [write.value, write]));
    const done = writes.filter((one): one is Write & { end: number } => one.outcome === "done");
    this.#placed = [...done, ...reads];
  }

  /** Gives the versions that were seen. */
  run(): ReadonlyMap<number, Version> {
    this.#checkVersions();
    this.#checkOrder();
    this.#checkWriters();
    this.#checkSkipped();
    for (const write of this.#writes) this.#checkExpected(write);
    return this.#versions;
  }

  /** One version has one value and one zxid, and is acknowledged to one writer. */
  #checkVersions(): void {
    const writers = new Map<number, Write>();
    for (const one of this.#placed) {
      const { version, value, zxid, end } = one;
      const known = this.#versions.get(version);
      const seen = { version, value, zxid, seenEnd: end };
      if (known === undefined) this.#versions.set(version, seen);
      else if (known.value !== value || known.zxid !== zxid) {
        throw new Error(`${text(one)}: the version has ${JSON.stringify(known)} elsewhere`);
      } else known.seenEnd = Math.min(known.seenEnd, end);
      if (one.kind === "read") continue;
      const other = writers.get(version);
      if (other !== undefined) throw new Error(`${text(one)} and ${text(other)}: one version`);
      writers.set(version, one);
    }
    let lastZxid = -1;
    for (const version of [...this.#versions.keys()].sort((a, b) => a - b)) {
      const { zxid } = this.#versions.get(version)!;
      if (zxid <= lastZxid) {
        throw new Error(`version ${version} is of ${zxid}, not ahead of before`);
      }
      lastZxid = zxid;
    }
  }

  /** What was asked after an answer comes behind it; so do a client's own requests. */
  #checkOrder(): void {
    const ends = [...this.#placed].sort((a, b) => a.end - b.end);
    let last: Placed | null = null;
    let ended = 0;
    for (const one of [...this.#placed].sort((a, b) => a.start - b.start)) {
      for (; ended < ends.length && ends[ended]!.end < one.start; ended++) {
        const other = ends[ended]!;
        if (last === null || isBehind(other, last)) last = other;
      }
      if (last !== null) requireBehind(one, last);
    }
    for (const own of Map.groupBy(this.#placed, ({ by }) => by).values()) {
      const inTurn = own.sort((a, b) => a.turn - b.turn);
      for (const [at, one] of inTurn.entries()) if (at > 0) requireBehind(one, inTurn[at - 1]!);
    }
  }

  /** Each version was asked for, before it was seen, and not where the asker was refused. */
  #checkWriters(): void {
    const seen = new Set<string>();
    for (const [version, { value, seenEnd }] of this.#versions) {
      if (seen.has(value)) throw new Error(`${value} is there as two versions`);
      seen.add(value);
      const write = this.#byValue.get(value);
      if (write === undefined && version === 0) continue;
      if (write === undefined) throw new Error(`nobody wrote ${value}, version ${version}`);
      if (write.outcome === "refused") throw new Error(`${text(write)} is there all the same`);
      if (write.start > seenEnd) throw new Error(`${text(write)} was seen before it was asked for`);
      const isWanted = write.expected === -1 || write.expected + 1 === version;
      if (!isWanted) throw new Error(`${text(write)} made version ${version}`);
    }
  }

  /** Versions that nobody saw are those of writes without an answer, one each. */
  #checkSkipped(): void {
    const last = Math.max(-1, ...this.#versions.keys());
    const seen = new Set([...this.#versions.values()].map(({ value }) => value));
    const unseen = this.#writes.filter(({ outcome, value }) =>
      outcome === "unknown" && !seen.has(value)
    );
    const wanted = new Set(unseen.map(({ expected }) => expected));
    const free = unseen.filter(({ expected }) => expected === -1).length;
    let needed = 0;
    for (let version = 1; version < last; version++) {
      if (this.#versions.has(version)) continue;
      if (!wanted.has(version - 1)) needed += 1;
    }
    if (needed > free) throw new Error(`${needed} versions were written by nobody`);
  }

  /** A write that was refused for its version: there was another one when it was answered. */
  #checkExpected(write: Write): void {
    const { outcome, expected, end, version } = write;
    if (outcome === "done" && expected !== -1 && version !== expected + 1) {
      throw new Error(`${text(write)}: it wanted version ${expected}`);
    }
    if (outcome !== "refused" || end === null || expected === -1) return;
    const next = this.#versions.get(expected + 1);
    const isChanged = next === undefined
      ? this.#writes.some((other) => other.outcome === "unknown" && other.start <= end)
      : this.#byValue.get(next.value)!.start <= end;
    if (!isChanged) throw new Error(`${text(write)}: nobody had changed it`);
  }
}

/** All writes of a multi have one zxid; one of them is there where the others are. */
function checkGroups(
  writes: readonly Write[],
  versionsByPath: ReadonlyMap<string, ReadonlyMap<number, Version>>,
): void {
  const grouped = writes.filter(({ group }) => group !== null);
  const byValue = new Map<string, Version>();
  for (const [path, versions] of versionsByPath) {
    for (const one of versions.values()) byValue.set(`${path} ${one.value}`, one);
  }
  for (const members of Map.groupBy(grouped, ({ group }) => group).values()) {
    const found = members.map(({ path, value }) => byValue.get(`${path} ${value}`));
    const first = found.find((one) => one !== undefined);
    if (first === undefined) continue;
    for (const [at, member] of members.entries()) {
      const one = found[at];
      if (one !== undefined && one.zxid !== first.zxid) {
        throw new Error(`${text(member)} has a zxid of its own`);
      }
      // These paths are written together only, so their versions go together.
      const there = versionsByPath.get(member.path)!.get(first.version);
      const isThere = there === undefined || there.value === member.value;
      if (!isThere) throw new Error(`${text(member)}: the multi is there in part`);
    }
  }
}

function isBehind(one: Placed, other: Placed): boolean {
  if (one.version !== other.version) return one.version > other.version;
  return one.kind === "read" && other.kind === "write";
}

function requireBehind(one: Placed, before: Placed): void {
  const isEarlier = one.version < before.version;
  const isSame = one.kind === "write" && one.version === before.version && one !== before;
  if (isEarlier || isSame) throw new Error(`${text(one)} comes after ${text(before)}`);
}

function text(one: Read | Write): string {
  return JSON.stringify(one);
}
