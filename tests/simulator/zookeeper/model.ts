/**
 * A tree of znodes as simple as can be: what each request does and answers, one after another.
 * It shares nothing with the product but the codes of errors and events.
 *
 * @module
 */
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { EventType } from "../../../lib/zookeeper/tree/watch.ts";
import type { Change, LostWatches, Operation, Outcome } from "./operation.ts";

interface ModelNode {
  data: string;
  czxid: number;
  mzxid: number;
  pzxid: number;
  version: number;
  created: number;
  owner: bigint;
}

/** What a change tells those who watch. */
export interface ModelEvent {
  readonly type: number;
  readonly path: string;
}

class Refusal extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`refused with ${code}`);
    this.code = code;
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** The tree at one zxid. */
export class ModelTree {
  #nodes = new Map<string, ModelNode>([["/", {
    data: "",
    czxid: 0,
    mzxid: 0,
    pzxid: 0,
    version: 0,
    created: 0,
    owner: 0n,
  }]]);

  /** Does what a write asks for, and says what is told to those who watch. */
  commit(
    operation: Operation,
    by: { zxid: number; sessionId: bigint },
  ): { outcome: Outcome; events: ModelEvent[] } {
    const events: ModelEvent[] = [];
    if (operation.kind === "closeSession") {
      this.endSession(by, events);
      return { outcome: { err: ErrorCode.OK }, events };
    }
    const changes = operation.kind === "multi" ? operation.changes : [operation as Change];
    const results = changes.map((change) => this.#change(change, { ...by, events }));
    const outcome = operation.kind === "multi" ? { err: 0, results } : results[0]!;
    return { outcome, events };
  }

  /** What is answered where nothing is changed by it: a read, or a write that is refused. */
  answer(operation: Operation, sessionId: bigint): Outcome {
    switch (operation.kind) {
      case "getData":
      case "exists":
      case "getChildren":
        return this.#read(operation);
      case "sync":
      case "watchAll":
      case "setWatches":
        return { err: ErrorCode.OK };
      case "multi":
        return this.#refusedMulti(operation.changes, sessionId);
      default:
        return this.#tried(() => this.commit(operation, { zxid: 0, sessionId }).outcome);
    }
  }

  /** The events that a client has missed, as `type path`. */
  missed({ lastZxid, data, exists, children }: LostWatches): string[] {
    const events: string[] = [];
    for (const path of data) {
      const node = this.#nodes.get(path);
      if (node === undefined) events.push(`${EventType.NODE_DELETED} ${path}`);
      else if (node.mzxid > lastZxid) events.push(`${EventType.NODE_DATA_CHANGED} ${path}`);
    }
    for (const path of exists) {
      if (this.#nodes.has(path)) events.push(`${EventType.NODE_CREATED} ${path}`);
    }
    for (const path of children) {
      const node = this.#nodes.get(path);
      if (node === undefined) events.push(`${EventType.NODE_DELETED} ${path}`);
      else if (node.pzxid > lastZxid) events.push(`${EventType.NODE_CHILDREN_CHANGED} ${path}`);
    }
    return events.sort();
  }

  /** Removes what a session owns. */
  endSession(by: { zxid: number; sessionId: bigint }, events: ModelEvent[]): void {
    for (const [path, { owner }] of [...this.#nodes]) {
      if (owner === by.sessionId && owner !== 0n) this.#remove(path, { ...by, events });
    }
  }

  /** Runs what may be refused, and takes back what it did. */
  #tried(run: () => Outcome): Outcome {
    const before = structuredClone(this.#nodes);
    try {
      return run();
    } catch (error) {
      if (error instanceof Refusal) return { err: error.code };
      throw error;
    } finally {
      this.#nodes = before;
    }
  }

  #refusedMulti(changes: readonly Change[], sessionId: bigint): Outcome {
    let done = 0;
    const outcome = this.#tried(() => {
      for (const change of changes) {
        this.#change(change, { zxid: 0, sessionId, events: [] });
        done += 1;
      }
      return { err: ErrorCode.OK };
    });
    if (outcome.err === ErrorCode.OK) return outcome;
    const results = changes.map((_, i) => {
      if (i === done) return { err: outcome.err };
      return { err: i < done ? ErrorCode.OK : ErrorCode.RUNTIMEINCONSISTENCY };
    });
    return { err: ErrorCode.OK, results };
  }

  #change(
    change: Change,
    by: { zxid: number; sessionId: bigint; events: ModelEvent[] },
  ): Outcome {
    const { zxid, events } = by;
    if (change.kind === "create") return this.#create(change, by);
    const node = this.#nodes.get(change.path);
    if (node === undefined) throw new Refusal(ErrorCode.NONODE);
    const isRight = change.version === -1 || change.version === node.version;
    if (!isRight) throw new Refusal(ErrorCode.BADVERSION);
    if (change.kind === "delete") {
      if (this.#childrenOf(change.path).length > 0) throw new Refusal(ErrorCode.NOTEMPTY);
      this.#remove(change.path, by);
    } else if (change.kind === "setData") {
      node.data = change.data;
      node.version += 1;
      node.mzxid = zxid;
      events.push({ type: EventType.NODE_DATA_CHANGED, path: change.path });
      return { err: ErrorCode.OK, stat: this.#stat(change.path) };
    }
    return { err: ErrorCode.OK };
  }

  #create(
    { path: asked, data, flags }: Change & { kind: "create" },
    { zxid, sessionId, events }: { zxid: number; sessionId: bigint; events: ModelEvent[] },
  ): Outcome {
    const parent = this.#nodes.get(parentOf(asked));
    if (parent === undefined) throw new Refusal(ErrorCode.NONODE);
    const isSequential = (flags & 2) !== 0;
    const path = isSequential ? asked + String(parent.created).padStart(10, "0") : asked;
    if (this.#nodes.has(path)) throw new Refusal(ErrorCode.NODEEXISTS);
    if (parent.owner !== 0n) throw new Refusal(ErrorCode.NOCHILDRENFOREPHEMERALS);
    parent.created += 1;
    parent.pzxid = zxid;
    const owner = (flags & 1) === 0 ? 0n : sessionId;
    const counters = { version: 0, created: 0 };
    this.#nodes.set(path, { data, czxid: zxid, mzxid: zxid, pzxid: zxid, owner, ...counters });
    events.push({ type: EventType.NODE_CREATED, path });
    events.push({ type: EventType.NODE_CHILDREN_CHANGED, path: parentOf(path) });
    return { err: ErrorCode.OK, path };
  }

  #remove(path: string, { zxid, events }: { zxid: number; events: ModelEvent[] }): void {
    this.#nodes.delete(path);
    this.#nodes.get(parentOf(path))!.pzxid = zxid;
    events.push({ type: EventType.NODE_DELETED, path });
    events.push({ type: EventType.NODE_CHILDREN_CHANGED, path: parentOf(path) });
  }

  #read({ kind, path }: { kind: "getData" | "exists" | "getChildren"; path: string }): Outcome {
    const node = this.#nodes.get(path);
    if (node === undefined) return { err: ErrorCode.NONODE };
    const stat = this.#stat(path);
    if (kind === "getData") return { err: ErrorCode.OK, data: node.data, stat };
    if (kind === "exists") return { err: ErrorCode.OK, stat };
    return { err: ErrorCode.OK, children: this.#childrenOf(path).sort(), stat };
  }

  #childrenOf(path: string): string[] {
    const prefix = path === "/" ? "/" : `${path}/`;
    return [...this.#nodes.keys()].filter((other) =>
      other !== "/" && other.startsWith(prefix) && !other.slice(prefix.length).includes("/")
    ).map((other) => other.slice(prefix.length));
  }

  #stat(path: string): string {
    const { czxid, mzxid, pzxid, version, created, owner, data } = this.#nodes.get(path)!;
    const count = this.#childrenOf(path).length;
    return statText({
      czxid,
      mzxid,
      pzxid,
      version,
      cversion: 2 * created - count,
      ephemeralOwner: owner,
      dataLength: data.length,
      numChildren: count,
    });
  }
}

/** A Stat in short, times left out. */
export function statText(stat: {
  readonly czxid: bigint | number;
  readonly mzxid: bigint | number;
  readonly pzxid: bigint | number;
  readonly version: number;
  readonly cversion: number;
  readonly ephemeralOwner: bigint | number;
  readonly dataLength: number;
  readonly numChildren: number;
}): string {
  const { czxid, mzxid, pzxid, version, cversion, ephemeralOwner, dataLength, numChildren } = stat;
  return [czxid, mzxid, pzxid, version, cversion, ephemeralOwner, dataLength, numChildren].join(
    " ",
  );
}
