/**
 * A small ZooKeeper in memory, for tests of its client and of the shell: one tree, one-shot
 * watches, sessions that can be cut.
 *
 * @module
 */

import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import type { ACL, StatInput } from "../../../lib/zookeeper/protocol/data_records.ts";
import { ErrorCode, KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import * as requests from "../../../lib/zookeeper/protocol/request_records.ts";
import * as responses from "../../../lib/zookeeper/protocol/response_records.ts";
import {
  AuthPacket,
  ConnectRequest,
  ConnectResponse,
  NOTIFICATION_XID,
  ReplyHeader,
  RequestHeader,
  WatcherEvent,
} from "../../../lib/zookeeper/protocol/session_records.ts";
import { MemoryNetwork, type ServerEnd } from "../../client/memory_network.ts";

interface Znode {
  data: Uint8Array | null;
  acl: readonly ACL[];
  version: number;
  czxid: number;
  mzxid: number;
  sequence: number;
  ephemeral: boolean;
}

const EVENTS = { created: 1, deleted: 2, changed: 3, children: 4 } as const;
const SYNC_CONNECTED = 3;

/** The server. */
export class SmallZooKeeper {
  readonly network = new MemoryNetwork((end) => this.#accept(end));
  readonly nodes = new Map<string, Znode>();
  /** What clients asked for, in order: `type path`. */
  readonly asked: string[] = [];
  /** Set: a session that comes again is refused. */
  sessionsAreGone = false;
  readonly #watches = new Set<string>();
  #zxid = 0;
  #end: ServerEnd | null = null;

  constructor() {
    this.nodes.set("/", this.#znode(null, []));
  }

  /** Ends the client's connection, as a failing network does. */
  cut(): void {
    this.#end?.close();
  }

  #accept(end: ServerEnd): (bytes: Uint8Array) => void {
    this.#end = end;
    let held: Uint8Array = new Uint8Array(0);
    let isOpen = false;
    return (bytes) => {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 4) {
        const length = new DataView(held.buffer, held.byteOffset).getInt32(0);
        if (held.length < 4 + length) return;
        const reader = new Reader(held.slice(4, 4 + length));
        held = held.subarray(4 + length);
        if (isOpen) this.#serve(reader, end);
        else this.#connect(reader, end);
        isOpen = true;
      }
    };
  }

  #connect(reader: Reader, end: ServerEnd): void {
    const { sessionId, timeOut, passwd } = ConnectRequest.read(reader);
    const again = sessionId !== 0n;
    this.asked.push(again ? `reconnect ${passwd?.[0]}` : "connect");
    send(end, (writer) =>
      ConnectResponse.write(writer, {
        protocolVersion: 0,
        timeOut: again && this.sessionsAreGone ? 0 : timeOut,
        sessionId: 77,
        passwd: new Uint8Array(16).fill(9),
        readOnly: false,
      }));
  }

  #serve(reader: Reader, end: ServerEnd): void {
    const { xid, type } = RequestHeader.read(reader);
    if (type === OpCode.ping) {
      this.asked.push("ping");
      return this.#reply(end, { xid, err: 0 }, () => {/* no body */});
    }
    try {
      const write = this.#answer(type, reader);
      this.#reply(end, { xid, err: 0 }, write);
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
      this.#reply(end, { xid, err: error.code }, () => {/* no body */});
    }
  }

  #reply(end: ServerEnd, head: { xid: number; err: number }, write: (writer: Writer) => void) {
    send(end, (writer) => {
      ReplyHeader.write(writer, { ...head, zxid: this.#zxid });
      write(writer);
    });
  }

  #answer(type: number, reader: Reader): (writer: Writer) => void {
    switch (type) {
      case OpCode.auth:
        this.asked.push(`auth ${AuthPacket.read(reader).scheme}`);
        return () => {/* no body */};
      case OpCode.closeSession:
        this.asked.push("close");
        return () => {/* no body */};
      case OpCode.setWatches: {
        const watches = requests.SetWatches.read(reader);
        const { dataWatches, existWatches, childWatches } = watches;
        this.asked.push(`setWatches ${dataWatches} ${existWatches} ${childWatches}`);
        return () => {/* no body */};
      }
      case OpCode.multi:
        return this.#answerDeletes(reader);
      case OpCode.whoAmI:
        return (writer) =>
          responses.WhoAmIResponse.write(writer, {
            clientInfo: [{ authScheme: "ip", user: "127.0.0.1" }],
          });
      default:
        return this.#answerPath(type, reader);
    }
  }

  /** A multi of deletes, of which none fails. */
  #answerDeletes(reader: Reader): (writer: Writer) => void {
    let count = 0;
    while (!requests.MultiHeader.read(reader).done) {
      this.#delete(requests.DeleteRequest.read(reader));
      count += 1;
    }
    return (writer) => {
      for (; count > 0; count--) {
        requests.MultiHeader.write(writer, { type: OpCode.delete, done: false, err: 0 });
      }
      requests.MultiHeader.write(writer, { type: -1, done: true, err: -1 });
    };
  }

  #answerPath(type: number, reader: Reader): (writer: Writer) => void {
    switch (type) {
      case OpCode.create:
      case OpCode.createContainer:
      case OpCode.createTTL: {
        const codec = type === OpCode.createTTL
          ? requests.CreateTTLRequest
          : requests.CreateRequest;
        const request = codec.read(reader);
        const path = this.#create(request.path!, {
          data: request.data,
          acl: request.acl ?? [],
          flags: request.flags,
        });
        return (writer) => responses.CreateResponse.write(writer, { path });
      }
      case OpCode.delete:
        this.#delete(requests.DeleteRequest.read(reader));
        return () => {/* no body */};
      case OpCode.setData: {
        const stat = this.#setData(requests.SetDataRequest.read(reader));
        return (writer) => responses.SetDataResponse.write(writer, { stat });
      }
      case OpCode.setACL: {
        const { path, acl } = requests.SetACLRequest.read(reader);
        this.#need(path!).acl = acl ?? [];
        return (writer) => responses.SetACLResponse.write(writer, { stat: this.#stat(path!) });
      }
      default:
        return this.#answerRead(type, reader);
    }
  }

  #answerRead(type: number, reader: Reader): (writer: Writer) => void {
    const path = requests.SyncRequest.read(reader).path!;
    const watch = reader.remaining === 1 && reader.boolean();
    this.asked.push(`${type} ${path}`);
    if (type === OpCode.sync) {
      return (writer) => responses.SyncResponse.write(writer, { path });
    }
    if (watch) {
      this.#watches.add(`${type === OpCode.getChildren2 ? "children" : "data"} ${path}`);
    }
    const node = this.#need(path);
    const stat = this.#stat(path);
    switch (type) {
      case OpCode.getChildren2:
        return (writer) =>
          responses.GetChildren2Response.write(writer, { children: this.#children(path), stat });
      case OpCode.getData:
        return (writer) => responses.GetDataResponse.write(writer, { data: node.data, stat });
      case OpCode.exists:
        return (writer) => responses.ExistsResponse.write(writer, { stat });
      case OpCode.getACL:
        return (writer) => responses.GetACLResponse.write(writer, { acl: node.acl, stat });
      case OpCode.getEphemerals: {
        const ephemerals = [...this.nodes].filter(([each, { ephemeral }]) =>
          ephemeral && each.startsWith(path)
        ).map(([each]) => each);
        return (writer) => responses.GetEphemeralsResponse.write(writer, { ephemerals });
      }
      case OpCode.getAllChildrenNumber: {
        const totalNumber =
          [...this.nodes.keys()].filter((each) => each !== path && each.startsWith(path)).length;
        return (writer) => responses.GetAllChildrenNumberResponse.write(writer, { totalNumber });
      }
      default:
        throw new KeeperError(ErrorCode.UNIMPLEMENTED);
    }
  }

  #create(
    path: string,
    { data, acl, flags }: { data: Uint8Array | null; acl: readonly ACL[]; flags: number },
  ): string {
    const parent = this.#need(parentOf(path));
    const sequential = flags === 2 || flags === 3 || flags === 6;
    const full = sequential ? path + String(parent.sequence).padStart(10, "0") : path;
    if (this.nodes.has(full)) throw new KeeperError(ErrorCode.NODEEXISTS);
    parent.sequence += 1;
    this.#zxid += 1;
    this.nodes.set(full, { ...this.#znode(data, acl), ephemeral: flags === 1 || flags === 3 });
    this.#fire("data", full, EVENTS.created);
    this.#fire("children", parentOf(full), EVENTS.children);
    return full;
  }

  #delete({ path, version }: { path: string | null; version: number }): void {
    const node = this.#need(path!);
    this.asked.push(`${OpCode.delete} ${path}`);
    if (this.#children(path!).length > 0) throw new KeeperError(ErrorCode.NOTEMPTY);
    checkVersion(node, version);
    this.#zxid += 1;
    this.nodes.delete(path!);
    this.#fire("data", path!, EVENTS.deleted);
    this.#fire("children", parentOf(path!), EVENTS.children);
  }

  #setData(request: { path: string | null; data: Uint8Array | null; version: number }): StatInput {
    const node = this.#need(request.path!);
    checkVersion(node, request.version);
    this.#zxid += 1;
    node.data = request.data;
    node.version += 1;
    node.mzxid = this.#zxid;
    this.#fire("data", request.path!, EVENTS.changed);
    return this.#stat(request.path!);
  }

  #fire(kind: "data" | "children", path: string, type: number): void {
    if (!this.#watches.delete(`${kind} ${path}`) || this.#end === null) return;
    send(this.#end, (writer) => {
      ReplyHeader.write(writer, { xid: NOTIFICATION_XID, zxid: -1, err: 0 });
      WatcherEvent.write(writer, { type, state: SYNC_CONNECTED, path });
    });
  }

  #need(path: string): Znode {
    const node = this.nodes.get(path);
    if (node === undefined) throw new KeeperError(ErrorCode.NONODE);
    return node;
  }

  #children(path: string): string[] {
    return [...this.nodes.keys()].filter((each) => each !== "/" && parentOf(each) === path)
      .map((each) => each.slice(each.lastIndexOf("/") + 1));
  }

  #stat(path: string): StatInput {
    const node = this.#need(path);
    return {
      czxid: node.czxid,
      mzxid: node.mzxid,
      ctime: 0,
      mtime: 0,
      version: node.version,
      cversion: node.sequence,
      aversion: 0,
      ephemeralOwner: node.ephemeral ? 77 : 0,
      dataLength: node.data?.length ?? 0,
      numChildren: this.#children(path).length,
      pzxid: node.czxid,
    };
  }

  #znode(data: Uint8Array | null, acl: readonly ACL[]): Znode {
    const zxid = this.#zxid;
    return { data, acl, version: 0, czxid: zxid, mzxid: zxid, sequence: 0, ephemeral: false };
  }
}

function checkVersion(node: Znode, version: number): void {
  if (version !== -1 && version !== node.version) throw new KeeperError(ErrorCode.BADVERSION);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function send(end: ServerEnd, write: (writer: Writer) => void): void {
  const writer = new Writer();
  write(writer);
  const packet = writer.finish();
  const framed = new Uint8Array(4 + packet.length);
  new DataView(framed.buffer).setInt32(0, packet.length);
  framed.set(packet, 4);
  end.send(framed);
}
