/**
 * A tree with its watches on which single operations are tried: a write is prepared, taken through
 * its record in the log, applied and answered at once.
 */
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { operationsByCode } from "../../../lib/zookeeper/operations/mod.ts";
import type {
  Caller,
  OperationSettings,
  WriteOperation,
} from "../../../lib/zookeeper/operations/operation.ts";
import {
  decodeTransaction,
  encodeTransaction,
} from "../../../lib/zookeeper/operations/transaction_record.ts";
import type { ACL, Id } from "../../../lib/zookeeper/protocol/data_records.ts";
import { KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { CreateRequest } from "../../../lib/zookeeper/protocol/request_records.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import { OutstandingChanges } from "../../../lib/zookeeper/tree/outstanding_changes.ts";
import { type WatchedEvent, type Watcher, Watches } from "../../../lib/zookeeper/tree/watch.ts";

/** A session that keeps what it hears. */
export class TestCaller implements Caller, Watcher {
  readonly sessionId: bigint;
  readonly authIds: Id[] = [{ scheme: "ip", id: "127.0.0.1" }];
  readonly events: WatchedEvent[] = [];

  constructor(sessionId: bigint) {
    this.sessionId = sessionId;
  }

  get watcher(): Watcher {
    return this;
  }

  addAuthId(id: Id): void {
    this.authIds.push(id);
  }

  process(event: WatchedEvent): void {
    this.events.push(event);
  }

  /** What was heard since the last look: `type path`. */
  heard(): string[] {
    return this.events.splice(0).map(({ type, path }) => `${type} ${path}`);
  }
}

interface RequestOf<In> {
  write(writer: Writer, value: In): void;
}

export class OperationBench {
  readonly database = new Database();
  readonly watches = new Watches();
  readonly changes = new OutstandingChanges(this.database.tree);
  readonly caller = new TestCaller(1n);
  readonly settings: OperationSettings;
  timeMs = 1000;

  constructor(settings: Partial<OperationSettings> = {}) {
    this.settings = {
      extendedTypesEnabled: false,
      enforceQuota: false,
      reconfigEnabled: false,
      superDigest: null,
      ...settings,
    };
  }

  /** Prepares and applies a write; the reply's body comes back. Throws KeeperError. */
  write<In>(
    operation: WriteOperation,
    request: RequestOf<In>,
    value: In,
    caller: Caller = this.caller,
  ): Reader {
    const body = new Writer();
    request.write(body, value);
    return this.writeBytes(operation, body.finish(), caller);
  }

  writeBytes(
    operation: WriteOperation,
    bytes: Uint8Array,
    caller: Caller = this.caller,
  ): Reader {
    const zxid = this.database.lastProcessedZxid + 1;
    const { changes, settings } = this;
    const prepare = operation.decode(new Reader(bytes));
    changes.begin();
    const outcome = prepare({ changes, caller, zxid, settings });
    const reply = new Writer();
    if (outcome.transaction === null) {
      outcome.respond(reply);
      return new Reader(reply.finish());
    }
    const header = { sessionId: caller.sessionId, cxid: 1, zxid, timeMs: this.timeMs };
    const record = encodeTransaction({ header, transaction: outcome.transaction });
    const read = decodeTransaction(record);
    const { database, watches } = this;
    const applied = read.transaction.apply({ database, watches, header: read.header });
    database.lastProcessedZxid = zxid;
    changes.applied(zxid);
    outcome.respond(reply, applied);
    return new Reader(reply.finish());
  }

  /** Answers a read; null is a reply without a body. Throws KeeperError. */
  read<In>(code: number, request: RequestOf<In>, value: In, caller = this.caller): Reader | null {
    const operation = operationsByCode.get(code);
    if (operation?.kind !== "read") throw new Error(`No read has code ${code}`);
    const body = new Writer();
    request.write(body, value);
    const { database, watches, settings } = this;
    const context = { database, watches, caller, settings };
    const respond = operation.read(new Reader(body.finish()), context);
    if (respond === null) return null;
    const reply = new Writer();
    respond(reply);
    return new Reader(reply.finish());
  }

  /** Makes a node, for what is tested on it. */
  node(path: string, options: { data?: string; acl?: readonly ACL[]; flags?: number } = {}): void {
    const data = new TextEncoder().encode(options.data ?? "");
    const { acl = OPEN_ACL_UNSAFE, flags = 0 } = options;
    const code = flags === CreateMode.CONTAINER ? OpCode.createContainer : OpCode.create;
    const create = operationsByCode.get(code);
    if (create?.kind !== "write") throw new Error("create is no write");
    this.write(create, CreateRequest, { path, data, acl, flags });
  }

  stat(path: string) {
    return this.database.tree.get(path)?.stat();
  }
}

/** The name and path of the answer to the error that `run` throws; fails where it throws none. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedError) return "MARSHALLINGERROR";
    if (error instanceof KeeperError) return error.message.replace(/ \(.*?\)/, "");
    throw error;
  }
  throw new Error("Nothing was refused");
}
