/**
 * The metadata tree in this process: the coordinator on 2181 serves the same znodes to everyone
 * else. Paths get the chroot of zookeeper.connect here and nowhere else.
 *
 * @module
 */
import { DiskFullError } from "../io/file.ts";
import { CreateMode } from "../zookeeper/protocol/create_mode.ts";
import { ErrorCode, KeeperError } from "../zookeeper/protocol/error_code.ts";
import type { LocalOp, TreeSession } from "../zookeeper/tree/tree_session.ts";
import { EventType } from "../zookeeper/tree/watch.ts";
import {
  type ConflictReason,
  type MetadataChange,
  MetadataConflictError,
  type MetadataOperation,
  type MetadataStore,
  type ZnodeData,
} from "./metadata_store.ts";

const encoder = new TextEncoder();
const NO_DATA = new Uint8Array(0);

const conflicts = new Map<number, ConflictReason>([
  [ErrorCode.NODEEXISTS, "NODE_EXISTS"],
  [ErrorCode.NONODE, "NO_NODE"],
  [ErrorCode.BADVERSION, "BAD_VERSION"],
  [ErrorCode.NOTEMPTY, "NOT_EMPTY"],
]);

const changeKinds = new Map<number, MetadataChange["kind"]>([
  [EventType.NODE_CREATED, "created"],
  [EventType.NODE_DATA_CHANGED, "changed"],
  [EventType.NODE_DELETED, "deleted"],
]);

/** The tree of this process, through its own session. */
export class EmbeddedMetadataStore implements MetadataStore {
  readonly #session: TreeSession;
  readonly #chroot: string;

  /** @param chroot of zookeeper.connect, such as `/kafka`; empty for the root */
  constructor(session: TreeSession, chroot: string) {
    this.#session = session;
    this.#chroot = chroot;
  }

  async get(path: string): Promise<ZnodeData | null> {
    try {
      const { data, stat } = await this.#session.getData(this.#full(path));
      return { data: data ?? NO_DATA, version: stat.version };
    } catch (error) {
      if (error instanceof KeeperError && error.code === ErrorCode.NONODE) return null;
      throw error;
    }
  }

  async children(path: string): Promise<string[]> {
    try {
      const { children } = await this.#session.getChildren(this.#full(path));
      return children.sort();
    } catch (error) {
      if (error instanceof KeeperError && error.code === ErrorCode.NONODE) return [];
      throw error;
    }
  }

  async apply(operations: MetadataOperation[]): Promise<void> {
    try {
      await this.#session.multi(operations.map((operation) => this.#toOp(operation)));
    } catch (error) {
      throw this.#translated(error);
    }
  }

  async createSequential(pathPrefix: string, data: string): Promise<string> {
    try {
      const { path } = await this.#session.create(this.#full(pathPrefix), {
        data: encode(data),
        mode: CreateMode.PERSISTENT_SEQUENTIAL,
      });
      return path.slice(this.#chroot.length);
    } catch (error) {
      throw this.#translated(error);
    }
  }

  watch(listener: (change: MetadataChange) => void): void {
    this.#session.onChange(this.#chroot === "" ? "/" : this.#chroot, ({ type, path }) => {
      const kind = changeKinds.get(type);
      if (kind !== undefined) listener({ kind, path: path.slice(this.#chroot.length) || "/" });
    });
  }

  #full(path: string): string {
    return path === "/" ? this.#chroot || "/" : this.#chroot + path;
  }

  #toOp(operation: MetadataOperation): LocalOp {
    const path = this.#full(operation.path);
    switch (operation.kind) {
      case "create":
        return {
          type: "create",
          path,
          data: encode(operation.data),
          mode: operation.ephemeral ? CreateMode.EPHEMERAL : CreateMode.PERSISTENT,
        };
      case "set":
        return { type: "setData", path, data: encode(operation.data), version: operation.version };
      case "delete":
        return { type: "delete", path, version: operation.version };
      case "check":
        return { type: "check", path, version: operation.version };
    }
  }

  #translated(error: unknown): unknown {
    if (!(error instanceof KeeperError)) return error;
    const reason = conflicts.get(error.code);
    if (reason !== undefined) return new MetadataConflictError(reason, error.message);
    if (error.code !== ErrorCode.SYSTEMERROR) return error;
    // The coordinator refuses a write of its own process only where its log does.
    return new DiskFullError(
      "Cannot change the cluster's metadata: the znode log takes no writes; free some disk " +
        "space, or restart where the log says that the disk failed",
    );
  }
}

/** Znodes without data hold null, as Kafka makes them. */
function encode(data: string): Uint8Array | null {
  return data === "" ? null : encoder.encode(data);
}
