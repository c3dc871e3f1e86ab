/**
 * Judges a run: whether everything that clients were told can have happened one after another, in
 * the order of the log.
 *
 *   - A write that was acknowledged is in the log, at the zxid of its reply, once.
 *   - Every reply is what the model answers at the reply's zxid: data, versions, the names of
 *     sequential nodes, and refusals too.
 *   - Nobody is answered from before what anyone had been told when the request was sent.
 *   - A watch fires once, with the first change that concerns it and no other, and before the
 *     first reply that could see that change.
 *
 * @module
 */
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { EventType } from "../../../lib/zookeeper/tree/watch.ts";
import type { SharedHistory } from "./client.ts";
import type { Logged } from "./logged.ts";
import { type ModelEvent, ModelTree } from "./model.ts";
import type { Asked } from "./operation.ts";
import { checkStream } from "./check_stream.ts";

/** What the log says happened, for the check of watches. */
export class Happened {
  /** What each transaction told, by zxid. */
  readonly events = new Map<number, readonly ModelEvent[]>();
  readonly #zxids = new Map<string, number[]>();

  add(zxid: number, events: readonly ModelEvent[]): void {
    this.events.set(zxid, events);
    for (const { type, path } of events) {
      const kinds = type === EventType.NODE_CHILDREN_CHANGED ? ["children"] : ["data"];
      if (type === EventType.NODE_DELETED) kinds.push("children");
      for (const kind of kinds) {
        const key = `${kind} ${path}`;
        const list = this.#zxids.get(key) ?? [];
        list.push(zxid);
        this.#zxids.set(key, list);
      }
    }
  }

  /** The first transaction after `zxid` of which a watch tells, or Infinity. */
  firstAfter(zxid: number, watch: { kind: "data" | "children"; path: string }): number {
    const list = this.#zxids.get(`${watch.kind} ${watch.path}`) ?? [];
    return list.find((other) => other > zxid) ?? Infinity;
  }
}

/** How a history is checked. */
export interface CheckOptions {
  /** Whether other sessions write as well, elsewhere in the tree; none do where it is left out. */
  readonly isStranger?: (sessionId: bigint) => boolean;
}

/** One check of one history. */
export class HistoryCheck {
  readonly #history: SharedHistory;
  readonly #logged: readonly Logged[];
  readonly #options: CheckOptions;
  readonly #model = new ModelTree();
  readonly #happened = new Happened();
  /** The events that each setWatches must have been answered with. */
  readonly #missed = new Map<Asked, string[]>();
  readonly #byRequest = new Map<string, Asked>();

  constructor(history: SharedHistory, logged: readonly Logged[], options: CheckOptions = {}) {
    this.#history = history;
    this.#logged = logged;
    this.#options = options;
    for (const asked of history.asked) {
      this.#byRequest.set(`${asked.sessionId} ${asked.xid}`, asked);
    }
  }

  /** Throws where something cannot have happened. */
  run(): void {
    const replies = this.#repliesByZxid();
    for (const asked of replies.get(0) ?? []) this.#checkAnswer(asked);
    for (const [index, logged] of this.#logged.entries()) {
      const { zxid } = logged;
      if (zxid !== index + 1) throw new Error(`zxid ${zxid} stands at place ${index + 1}`);
      const written = this.#apply(logged);
      for (const asked of replies.get(zxid) ?? []) if (asked !== written) this.#checkAnswer(asked);
      replies.delete(zxid);
    }
    replies.delete(0);
    for (const [zxid, [asked]] of replies) {
      throw new Error(`lost: ${describe(asked!)}, and the log ends before ${zxid}`);
    }
    this.#checkSessions();
    const { streams } = this.#history;
    for (const stream of streams) checkStream(stream, this.#happened, this.#missed);
  }

  #repliesByZxid(): Map<number, Asked[]> {
    const replies = new Map<number, Asked[]>();
    for (const asked of this.#history.asked) {
      if (asked.reply === null) continue;
      const { zxid } = asked.reply;
      if (zxid < asked.knownZxid) {
        throw new Error(
          `${describe(asked)} is older than ${asked.knownZxid}, known when it was sent`,
        );
      }
      const list = replies.get(zxid);
      if (list === undefined) replies.set(zxid, [asked]);
      else list.push(asked);
    }
    return replies;
  }

  /** Does a transaction in the model; gives the request that it came from. */
  #apply({ zxid, sessionId, cxid, type }: Logged): Asked | null {
    if (type === OpCode.createSession) return null;
    if (this.#options.isStranger?.(sessionId) === true) return null;
    if (type === OpCode.closeSession && cxid === 0) {
      const events: ModelEvent[] = [];
      this.#model.endSession({ zxid, sessionId }, events);
      this.#happened.add(zxid, events);
      return null;
    }
    const asked = this.#byRequest.get(`${sessionId} ${cxid}`);
    if (asked === undefined) throw new Error(`nobody asked for transaction ${zxid}`);
    const { outcome, events } = this.#model.commit(asked.operation, { zxid, sessionId });
    this.#happened.add(zxid, events);
    const { reply } = asked;
    if (reply === null) return asked;
    if (reply.zxid !== zxid) throw new Error(`${describe(asked)} is in the log at ${zxid}`);
    compare(asked, outcome);
    return asked;
  }

  /** Checks a reply to what changed nothing. */
  #checkAnswer(asked: Asked): void {
    const { operation, sessionId, reply } = asked;
    const isWritten = ["create", "delete", "setData", "closeSession"].includes(operation.kind);
    if (isWritten && reply!.outcome.err === ErrorCode.OK) {
      throw new Error(`lost: ${describe(asked)} is not in the log`);
    }
    compare(asked, this.#model.answer(operation, sessionId));
    if (operation.kind === "setWatches") {
      this.#missed.set(asked, this.#model.missed(operation.lost));
    }
  }

  /** A session that could not be resumed has an end in the log, and only one. */
  #checkSessions(): void {
    const ended = new Set<bigint>();
    for (const { type, sessionId } of this.#logged) {
      if (type !== OpCode.closeSession) continue;
      if (ended.has(sessionId)) throw new Error(`session ${sessionId} ended twice`);
      ended.add(sessionId);
    }
    for (const sessionId of this.#history.refusedSessions) {
      if (!ended.has(sessionId)) throw new Error(`session ${sessionId} is refused, not ended`);
    }
  }
}

/** A request and its reply in one line. */
export function describe({ sessionId, xid, operation, reply }: Asked): string {
  return JSON.stringify(
    { sessionId, xid, operation, reply },
    (_key, value) => typeof value === "bigint" ? String(value) : value,
  );
}

function compare(asked: Asked, expected: unknown): void {
  const found = asked.reply!.outcome;
  if (Bun.deepEquals(found, expected)) return;
  throw new Error(`${describe(asked)}, the model answers ${JSON.stringify(expected)}`);
}
