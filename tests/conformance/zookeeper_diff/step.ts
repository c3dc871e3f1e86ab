/**
 * What clients do in a scenario. A step is made by one of the functions of {@linkcode client},
 * whose arguments are what the request holds: nothing is put right on the way, so that a step can
 * ask for what no client would.
 *
 * @module
 */
import { type Codec, type Encodable, text } from "../../../lib/zookeeper/protocol/jute.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import type { ConnectOptions, RawRequest, Step } from "./scenario.ts";
import type { ACL } from "../../../lib/zookeeper/protocol/data_records.ts";
import * as proto from "../../../lib/zookeeper/protocol/mod.ts";
import { OpCode, opName } from "../../../lib/zookeeper/protocol/op_code.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";

/** One member of a multi. */
export interface Member {
  readonly type: number;
  readonly text: string;
  readonly body: Uint8Array;
}

/** An access list in short: `world:anyone:31`, perms last. */
export function acl(...entries: string[]): ACL[] {
  return entries.map((entry) => {
    const parts = entry.split(":");
    const perms = Number(parts.pop());
    return { perms, id: { scheme: parts[0]!, id: parts.slice(1).join(":") } };
  });
}

export const bytes = (value: string | null) =>
  value === null ? null : new TextEncoder().encode(value);

function encode<In>(codec: Codec<unknown, In>, value: In): Uint8Array {
  const writer = new Writer();
  codec.write(writer, value);
  return writer.finish();
}

/** What a create asks for. */
export interface CreateOptions {
  readonly flags?: number;
  readonly data?: string | null;
  readonly acl?: readonly ACL[] | null;
  readonly code?: number;
  readonly ttl?: number;
}

function createBody(path: string | null, options: CreateOptions): Uint8Array {
  const { flags = 0, data = "", ttl } = options;
  const list = options.acl === undefined ? OPEN_ACL_UNSAFE : options.acl;
  const fields = { path, data: bytes(data), acl: list, flags };
  return options.code === OpCode.createTTL
    ? encode(proto.CreateTTLRequest, { ...fields, ttl: ttl ?? -1 })
    : encode(proto.CreateRequest, fields);
}

function shownJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) => typeof inner === "bigint" ? `${inner}n` : inner);
}

/** `create /a {"flags":1}`. */
function words(name: string, ...args: unknown[]): string {
  const shown = args.filter((arg) => arg !== undefined).map((arg) =>
    typeof arg === "string" ? arg : shownJson(arg)
  );
  return [name, ...shown].join(" ");
}

/** Members of a multi or a multiRead. */
export const member = {
  create: (path: string | null, options: CreateOptions = {}): Member => ({
    type: options.code ?? OpCode.create,
    text: words("create", path, options),
    body: createBody(path, options),
  }),
  delete: (path: string | null, version = -1): Member => ({
    type: OpCode.delete,
    text: words("delete", path, version),
    body: encode(proto.DeleteRequest, { path, version }),
  }),
  setData: (path: string | null, data: string | null, version = -1): Member => ({
    type: OpCode.setData,
    text: words("setData", path, data, version),
    body: encode(proto.SetDataRequest, { path, data: bytes(data), version }),
  }),
  check: (path: string | null, version = -1): Member => ({
    type: OpCode.check,
    text: words("check", path, version),
    body: encode(proto.CheckVersionRequest, { path, version }),
  }),
  getData: (path: string | null): Member => ({
    type: OpCode.getData,
    text: words("getData", path),
    body: encode(proto.GetDataRequest, { path, watch: false }),
  }),
  getChildren: (path: string | null): Member => ({
    type: OpCode.getChildren,
    text: words("getChildren", path),
    body: encode(proto.GetChildrenRequest, { path, watch: false }),
  }),
  other: (type: number, path: string): Member => ({
    type,
    text: words(opName(type), path),
    body: encode(text, path),
  }),
};

function multiBody(members: readonly Member[], end = true): Uint8Array {
  const writer = new Writer();
  for (const { type, body } of members) {
    proto.MultiHeader.write(writer, { type, done: false, err: -1 });
    writer.bytes(body);
  }
  if (end) proto.MultiHeader.write(writer, { type: -1, done: true, err: -1 });
  return writer.finish();
}

/** The steps of the client `who`. */
export class ClientSteps {
  readonly #who: string;

  constructor(who: string) {
    this.#who = who;
  }

  #request<In>(
    type: number,
    call: {
      text: string;
      codec?: Codec<unknown, In>;
      value?: In;
      body?: Uint8Array;
      reply: RawRequest["reply"];
      xid?: number;
    },
  ): Step {
    const { codec, value, reply, xid } = call;
    const body = call.body ??
      (codec === undefined ? new Uint8Array(0) : encode(codec, value as In));
    const request = xid === undefined ? { type, body, reply } : { type, body, reply, xid };
    return { kind: "request", who: this.#who, text: `${this.#who} ${call.text}`, request };
  }

  connect(options: ConnectOptions = {}): Step {
    const text = `${this.#who} connect ${shownJson(options)}`;
    return { kind: "connect", who: this.#who, text, options };
  }

  drop(): Step {
    return { kind: "drop", who: this.#who, text: `${this.#who} drop` };
  }

  elapse(ms: number): Step {
    return { kind: "elapse", who: this.#who, text: `elapse ${ms} ms`, ms };
  }

  /** A frame with any body. */
  frame(body: Uint8Array): Step {
    const text = `${this.#who} frame ${Buffer.from(body).toString("hex")}`;
    return { kind: "frame", who: this.#who, text, body };
  }

  /** Any bytes, without a length of ours. */
  bytes(raw: Uint8Array): Step {
    const text = `${this.#who} bytes ${Buffer.from(raw).toString("hex")}`;
    return { kind: "bytes", who: this.#who, text, bytes: raw };
  }

  /** A frame in the place of the request that opens a session. */
  first(body: Uint8Array): Step {
    const text = `${this.#who} first frame ${Buffer.from(body).toString("hex")}`;
    return { kind: "first", who: this.#who, text, body };
  }

  /** Another step's request, with this number. */
  numbered(xid: number, step: Step): Step {
    if (step.kind !== "request") throw new Error(`Cannot number ${step.text}: it is no request`);
    return { ...step, text: `${step.text} (xid ${xid})`, request: { ...step.request, xid } };
  }

  /** Any body for an operation. */
  raw(type: number, body: Uint8Array, reply: RawRequest["reply"] = null): Step {
    const hex = Buffer.from(body).toString("hex");
    return this.#request(type, { text: `${opName(type)} (${hex})`, body, reply });
  }

  create(path: string | null, options: CreateOptions = {}): Step {
    const code = options.code ?? OpCode.create;
    const reply = code === OpCode.create ? proto.CreateResponse : proto.Create2Response;
    const { code: _code, acl: list, ...shown } = options;
    const more = list === undefined ? shown : {
      ...shown,
      acl: list?.map(({ perms, id }) => `${id.scheme}:${id.id}:${perms}`) ?? null,
    };
    const text = words(opName(code), path, Object.keys(more).length > 0 ? more : undefined);
    return this.#request(code, { text, body: createBody(path, options), reply });
  }

  delete(path: string | null, version = -1): Step {
    const value = { path, version };
    const text = words("delete", path, version);
    return this.#request(OpCode.delete, { text, codec: proto.DeleteRequest, value, reply: null });
  }

  exists(path: string | null, watch = false): Step {
    const text = words("exists", path, watch);
    const [codec, reply] = [proto.ExistsRequest, proto.ExistsResponse];
    return this.#request(OpCode.exists, { text, codec, value: { path, watch }, reply });
  }

  getData(path: string | null, watch = false): Step {
    const text = words("getData", path, watch);
    const [codec, reply] = [proto.GetDataRequest, proto.GetDataResponse];
    return this.#request(OpCode.getData, { text, codec, value: { path, watch }, reply });
  }

  setData(path: string | null, data: string | null, version = -1): Step {
    const text = words("setData", path, data, version);
    const value = { path, data: bytes(data), version };
    const [codec, reply] = [proto.SetDataRequest, proto.SetDataResponse];
    return this.#request(OpCode.setData, { text, codec, value, reply });
  }

  getACL(path: string | null): Step {
    const [codec, reply] = [proto.GetACLRequest, proto.GetACLResponse];
    return this.#request(OpCode.getACL, {
      text: words("getACL", path),
      codec,
      value: { path },
      reply,
    });
  }

  setACL(path: string | null, list: readonly ACL[] | null, version = -1): Step {
    const shown = list?.map(({ perms, id }) => `${id.scheme}:${id.id}:${perms}`) ?? null;
    const text = words("setACL", path, shown, version);
    const [codec, reply] = [proto.SetACLRequest, proto.SetACLResponse];
    return this.#request(OpCode.setACL, {
      text,
      codec,
      value: { path, acl: list, version },
      reply,
    });
  }

  getChildren(path: string | null, watch = false): Step {
    const text = words("getChildren", path, watch);
    const [codec, reply] = [proto.GetChildrenRequest, proto.GetChildrenResponse];
    return this.#request(OpCode.getChildren, { text, codec, value: { path, watch }, reply });
  }

  getChildren2(path: string | null, watch = false): Step {
    const text = words("getChildren2", path, watch);
    const [codec, reply] = [proto.GetChildren2Request, proto.GetChildren2Response];
    return this.#request(OpCode.getChildren2, { text, codec, value: { path, watch }, reply });
  }

  sync(path: string | null): Step {
    const [codec, reply] = [proto.SyncRequest, proto.SyncResponse];
    return this.#request(OpCode.sync, { text: words("sync", path), codec, value: { path }, reply });
  }

  /** A check by itself. */
  check(path: string | null, version = -1): Step {
    const text = words("check", path, version);
    const codec = proto.CheckVersionRequest;
    return this.#request(OpCode.check, { text, codec, value: { path, version }, reply: null });
  }

  multi(...members: Member[]): Step {
    const text = words("multi", ...members.map((one) => `[${one.text}]`));
    return this.#request(OpCode.multi, { text, body: multiBody(members), reply: "multi" });
  }

  /** A multi without its end. */
  endlessMulti(...members: Member[]): Step {
    const text = words("multi without end", ...members.map((one) => `[${one.text}]`));
    return this.#request(OpCode.multi, { text, body: multiBody(members, false), reply: "multi" });
  }

  multiRead(...members: Member[]): Step {
    const text = words("multiRead", ...members.map((one) => `[${one.text}]`));
    return this.#request(OpCode.multiRead, { text, body: multiBody(members), reply: "multi" });
  }

  auth(scheme: string | null, secret: string): Step {
    const text = words("auth", scheme, secret);
    const value = { type: 0, scheme, auth: bytes(secret) };
    return this.#request(OpCode.auth, {
      text,
      codec: proto.AuthPacket,
      value,
      reply: null,
      xid: -4,
    });
  }

  sasl(token: string): Step {
    const text = words("sasl", token);
    const [codec, reply] = [proto.GetSASLRequest, proto.SetSASLResponse];
    return this.#request(OpCode.sasl, { text, codec, value: { token: bytes(token) }, reply });
  }

  addWatch(path: string | null, mode: number): Step {
    const [codec, reply] = [proto.AddWatchRequest, proto.ErrorResponse];
    const text = words("addWatch", path, mode);
    return this.#request(OpCode.addWatch, { text, codec, value: { path, mode }, reply });
  }

  removeWatches(path: string | null, type: number): Step {
    const text = words("removeWatches", path, type);
    const codec = proto.RemoveWatchesRequest;
    return this.#request(OpCode.removeWatches, { text, codec, value: { path, type }, reply: null });
  }

  checkWatches(path: string | null, type: number): Step {
    const text = words("checkWatches", path, type);
    const codec = proto.CheckWatchesRequest;
    return this.#request(OpCode.checkWatches, { text, codec, value: { path, type }, reply: null });
  }

  setWatches(value: Encodable<typeof proto.SetWatches>): Step {
    const text = words("setWatches", value);
    return this.#request(OpCode.setWatches, { text, codec: proto.SetWatches, value, reply: null });
  }

  setWatches2(value: Encodable<typeof proto.SetWatches2>): Step {
    const text = words("setWatches2", value);
    const codec = proto.SetWatches2;
    return this.#request(OpCode.setWatches2, { text, codec, value, reply: null });
  }

  getEphemerals(prefixPath: string | null): Step {
    const text = words("getEphemerals", prefixPath);
    const [codec, reply] = [proto.GetEphemeralsRequest, proto.GetEphemeralsResponse];
    return this.#request(OpCode.getEphemerals, { text, codec, value: { prefixPath }, reply });
  }

  getAllChildrenNumber(path: string | null): Step {
    const text = words("getAllChildrenNumber", path);
    const codec = proto.GetAllChildrenNumberRequest;
    const reply = proto.GetAllChildrenNumberResponse;
    return this.#request(OpCode.getAllChildrenNumber, { text, codec, value: { path }, reply });
  }

  whoAmI(): Step {
    return this.#request(OpCode.whoAmI, { text: "whoAmI", reply: proto.WhoAmIResponse });
  }

  reconfig(newMembers: string | null): Step {
    const value = { joiningServers: null, leavingServers: null, newMembers, curConfigId: -1 };
    const [codec, reply] = [proto.ReconfigRequest, proto.GetDataResponse];
    return this.#request(OpCode.reconfig, {
      text: words("reconfig", newMembers),
      codec,
      value,
      reply,
    });
  }

  closeSession(): Step {
    return this.#request(OpCode.closeSession, { text: "closeSession", reply: null });
  }
}

/** A client of a scenario. */
export function client(who: string): ClientSteps {
  return new ClientSteps(who);
}
