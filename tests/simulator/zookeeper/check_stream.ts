/**
 * Judges what one connection brought: the order of replies and events.
 *
 * @module
 */
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { EventType } from "../../../lib/zookeeper/tree/watch.ts";
import { describe, type Happened } from "./check_history.ts";
import type { Asked, StreamItem } from "./operation.ts";

type Kind = "data" | "children";

/** A watch that has not fired, with the zxid at which it was set. */
interface PendingWatch {
  readonly kind: Kind;
  readonly path: string;
  readonly since: number;
}

class StreamCheck {
  readonly #happened: Happened;
  readonly #missed: ReadonlyMap<Asked, readonly string[]>;
  readonly #pending = new Map<string, PendingWatch>();
  /** Events that came while the watches of before were being set again. */
  #madeUp: string[] = [];
  #isSettingAgain = false;
  #lastZxid = 0;
  /** What the watch on everything has to tell next: zxid and what. */
  #watchesAllFrom: number | null = null;
  #toldOfAll: { zxid: number; text: string }[] = [];

  constructor(happened: Happened, missed: ReadonlyMap<Asked, readonly string[]>) {
    this.#happened = happened;
    this.#missed = missed;
  }

  run(stream: readonly StreamItem[]): void {
    const [first] = stream.filter((item) => item.kind === "reply");
    this.#isSettingAgain = first?.kind === "reply" && first.asked.operation.kind === "setWatches";
    // Without that reply nobody knows what the events before it made up for.
    const isCut = stream.length > 0 && first === undefined;
    if (isCut) return;
    for (const item of stream) {
      if (item.kind === "reply") this.#reply(item.asked);
      else if (this.#isSettingAgain) this.#madeUp.push(`${item.type} ${item.path}`);
      else this.#event(item);
    }
  }

  #reply(asked: Asked): void {
    const { zxid } = asked.reply!;
    if (zxid < this.#lastZxid) throw new Error(`${describe(asked)} goes back in time`);
    this.#lastZxid = zxid;
    for (const watch of this.#pending.values()) {
      if (this.#happened.firstAfter(watch.since, watch) <= zxid) {
        throw new Error(`${describe(asked)} came before the watch ${JSON.stringify(watch)} fired`);
      }
    }
    this.#checkAll(zxid);
    this.#setWatch(asked);
  }

  #setWatch(asked: Asked): void {
    const { operation, reply } = asked;
    const { zxid, outcome } = reply!;
    if (operation.kind === "watchAll") this.#watchesAllFrom = zxid;
    if (operation.kind === "setWatches") this.#setAgain(asked);
    if (!("watch" in operation) || !operation.watch) return;
    const { path } = operation;
    if (operation.kind === "exists") this.#add({ kind: "data", path, since: zxid });
    else if (outcome.err === ErrorCode.OK) {
      const kind = operation.kind === "getData" ? "data" : "children";
      this.#add({ kind, path, since: zxid });
    }
  }

  #add(watch: PendingWatch): void {
    this.#pending.set(`${watch.kind} ${watch.path}`, watch);
  }

  #setAgain(asked: Asked): void {
    const { operation, reply } = asked;
    if (operation.kind !== "setWatches") return;
    this.#isSettingAgain = false;
    const expected = this.#missed.get(asked)!;
    if (!Bun.deepEquals(this.#madeUp.sort(), expected)) {
      throw new Error(`${describe(asked)} told of ${this.#madeUp}, not of ${expected}`);
    }
    const { zxid } = reply!;
    const told = (types: number[], path: string) =>
      types.some((type) => expected.includes(`${type} ${path}`));
    const { data, exists, children } = operation.lost;
    const { NODE_CREATED, NODE_DELETED, NODE_DATA_CHANGED, NODE_CHILDREN_CHANGED } = EventType;
    for (const path of data) {
      const isTold = told([NODE_DELETED, NODE_DATA_CHANGED], path);
      if (!isTold) this.#add({ kind: "data", path, since: zxid });
    }
    for (const path of exists) {
      if (!told([NODE_CREATED], path)) this.#add({ kind: "data", path, since: zxid });
    }
    for (const path of children) {
      const isTold = told([NODE_DELETED, NODE_CHILDREN_CHANGED], path);
      if (!isTold) this.#add({ kind: "children", path, since: zxid });
    }
  }

  #event(event: StreamItem & { kind: "event" }): void {
    const { type, path, zxid } = event;
    const isReal = this.#happened.events.get(zxid)?.some((one) =>
      one.type === type && one.path === path
    );
    if (isReal !== true) throw new Error(`nothing like ${JSON.stringify(event)} happened`);
    if (zxid < this.#lastZxid) throw new Error(`${JSON.stringify(event)} came too late`);
    if (this.#watchesAllFrom !== null) {
      this.#toldOfAll.push({ zxid, text: `${zxid} ${type} ${path}` });
      return;
    }
    const kinds: Kind[] = type === EventType.NODE_CHILDREN_CHANGED ? ["children"] : ["data"];
    if (type === EventType.NODE_DELETED) kinds.push("children");
    let isWatched = false;
    for (const kind of kinds) {
      const watch = this.#pending.get(`${kind} ${path}`);
      if (watch === undefined) continue;
      isWatched = true;
      const due = this.#happened.firstAfter(watch.since, watch);
      if (due !== zxid) throw new Error(`${JSON.stringify(event)}: its watch was due at ${due}`);
      this.#pending.delete(`${kind} ${path}`);
    }
    if (!isWatched) throw new Error(`nobody watches for ${JSON.stringify(event)}`);
  }

  /** The watch on everything has told of all that happened up to `zxid`, in order. */
  #checkAll(zxid: number): void {
    if (this.#watchesAllFrom === null) return;
    const expected: string[] = [];
    for (let at = this.#watchesAllFrom + 1; at <= zxid; at++) {
      const events = (this.#happened.events.get(at) ?? [])
        .filter(({ type }) => type !== EventType.NODE_CHILDREN_CHANGED)
        .map(({ type, path }) => `${at} ${type} ${path}`);
      // Those of one transaction that ends a session come in any order.
      expected.push(...events.sort());
    }
    const told = this.#toldOfAll.filter((one) => one.zxid <= zxid);
    const inOrder = told.every((one, i) => i === 0 || told[i - 1]!.zxid <= one.zxid);
    const texts = Map.groupBy(told, (one) => one.zxid);
    const sorted = [...texts.values()].flatMap((list) => list.map(({ text }) => text).sort());
    if (!inOrder || !Bun.deepEquals(sorted, expected)) {
      throw new Error(`the watch on everything told of ${sorted}, not of ${expected}`);
    }
    this.#toldOfAll = this.#toldOfAll.filter((one) => one.zxid > zxid);
    this.#watchesAllFrom = zxid;
  }
}

/** Throws where what a connection brought cannot be. */
export function checkStream(
  stream: readonly StreamItem[],
  happened: Happened,
  missed: ReadonlyMap<Asked, readonly string[]>,
): void {
  new StreamCheck(happened, missed).run(stream);
}
