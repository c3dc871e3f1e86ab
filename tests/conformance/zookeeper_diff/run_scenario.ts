/**
 * Runs a scenario against a server and gives what happened as lines.
 *
 * @module
 */
import type { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import * as proto from "../../../lib/zookeeper/protocol/mod.ts";
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OpCode, opName } from "../../../lib/zookeeper/protocol/op_code.ts";
import { type Received, ScenarioSession } from "./session.ts";
import type { RawRequest, Scenario, Step } from "./scenario.ts";
import { Transcript } from "./transcript.ts";
import type { Server } from "./wire.ts";

const TIMEOUT_MS = 10_000;
/** Who may do everything on the two kinds of server. */
const SUPER_USERS = ["cleaner:cleaner", "super:admin"];

type Fields = Readonly<Record<string, unknown>>;

const resultCodecs = new Map<number, { read(reader: Reader): Fields }>([
  [OpCode.create, proto.CreateResponse],
  [OpCode.create2, proto.Create2Response],
  [OpCode.setData, proto.SetDataResponse],
  [OpCode.getData, proto.GetDataResponse],
  [OpCode.getChildren, proto.GetChildrenResponse],
  [OpCode.error, proto.ErrorResponse],
]);

/** The results of a multi, each under its place so that their order stays. */
function readResults(body: Reader): Fields {
  const results: Record<string, unknown> = {};
  for (let place = 0;; place++) {
    const { type, done, err } = proto.MultiHeader.read(body);
    if (done) return results;
    const fields = resultCodecs.get(type)?.read(body) ?? {};
    results[`\n    ${place}`] = { type: opName(type), err, ...fields };
  }
}

/** One run of one scenario. */
class Run {
  readonly #server: Server;
  readonly #sessions = new Map<string, ScenarioSession>();
  readonly #transcript = new Transcript();

  constructor(server: Server) {
    this.#server = server;
  }

  async run(steps: readonly Step[]): Promise<string[]> {
    for (const step of steps) {
      this.#transcript.asked(step.text);
      await this.#do(step);
      for (const session of this.#sessions.values()) await session.settle();
      for (const session of this.#sessions.values()) this.#tell(session);
    }
    for (const session of this.#sessions.values()) {
      if (session.hasGoneBack) this.#transcript.noted(session.name, "zxids went back");
      await this.#end(session);
    }
    return this.#transcript.finish();
  }

  async #do(step: Step): Promise<void> {
    if (step.kind === "elapse") return await this.#server.elapse(step.ms);
    if (step.kind === "connect") return await this.#connect(step);
    if (step.kind === "first") return await this.#first(step);
    const session = this.#sessions.get(step.who) ?? await this.#opened(step.who);
    if (step.kind === "drop") return session.drop();
    if (step.kind === "frame") return session.sendFrame(step.body);
    if (step.kind === "bytes") return session.sendBytes(step.bytes);
    await this.#ask(session, step.request);
  }

  async #opened(who: string): Promise<ScenarioSession> {
    const session = new ScenarioSession(who, this.#server);
    this.#sessions.set(who, session);
    await session.open();
    session.sendFrame(this.#connectBody({ timeoutMs: TIMEOUT_MS }));
    await this.#server.wait(() => session.received.length > 0);
    this.#takeConnectResponse(session);
    return session;
  }

  #connectBody(options: (Step & { kind: "connect" })["options"]): Uint8Array {
    const before = options.resumes === undefined ? null : this.#sessions.get(options.resumes)!;
    const passwords = {
      right: before?.password ?? new Uint8Array(16),
      wrong: new Uint8Array(16).fill(7),
      null: null,
    };
    const writer = new Writer();
    const { readOnly: _readOnly, ...fields } = proto.ConnectRequest.fields;
    const values = {
      protocolVersion: options.protocolVersion ?? 0,
      lastZxidSeen: options.lastZxidSeen ?? (before?.lastZxid ?? 0n) + BigInt(options.aheadBy ?? 0),
      timeOut: options.timeoutMs ?? TIMEOUT_MS,
      sessionId: before?.sessionId ?? 0n,
      passwd: passwords[options.password ?? "right"],
    };
    fields.protocolVersion.write(writer, values.protocolVersion);
    fields.lastZxidSeen.write(writer, values.lastZxidSeen);
    fields.timeOut.write(writer, values.timeOut);
    fields.sessionId.write(writer, values.sessionId);
    fields.passwd.write(writer, values.passwd);
    if (options.readOnly !== null) writer.boolean(options.readOnly ?? false);
    return writer.finish();
  }

  async #connect(step: Step & { kind: "connect" }): Promise<void> {
    await this.#first({ who: step.who, body: this.#connectBody(step.options) });
  }

  async #first(step: { who: string; body: Uint8Array }): Promise<void> {
    const session = new ScenarioSession(step.who, this.#server);
    this.#sessions.set(step.who, session);
    await session.open();
    session.sendFrame(step.body);
    if (!await this.#server.wait(() => session.received.length > 0)) {
      this.#transcript.noted(step.who, "no answer");
    } else this.#takeConnectResponse(session);
  }

  #takeConnectResponse(session: ScenarioSession): void {
    const first = session.received[0];
    if (first?.kind !== "frame") return;
    session.received.shift();
    session.isOpening = false;
    const { body } = first;
    const { readOnly: _readOnly, ...fields } = proto.ConnectRequest.fields;
    const protocolVersion = fields.protocolVersion.read(body);
    const timeOut = fields.timeOut.read(body);
    session.sessionId = fields.sessionId.read(body);
    const password = fields.passwd.read(body) ?? new Uint8Array(0);
    if (password.some((byte) => byte !== 0)) session.password = new Uint8Array(password);
    const readOnly = body.remaining > 0 ? body.boolean() : null;
    this.#transcript.nameSession(session.sessionId, session.name);
    const id = session.sessionId === 0n ? "none" : "some";
    const passwordText = `${password.length} bytes${password.some((b) => b !== 0) ? "" : " of 0"}`;
    const shown = { protocolVersion, timeOut, session: id, password: passwordText, readOnly };
    this.#transcript.noted(session.name, `session ${JSON.stringify(shown)}`);
  }

  async #ask(session: ScenarioSession, request: RawRequest): Promise<void> {
    const xid = session.request(request.type, request.body, request.xid);
    const isReply = (one: Received) => one.kind === "reply" && one.xid === xid;
    await this.#server.wait(() => session.isClosed || session.received.some(isReply));
    const at = session.received.findIndex(isReply);
    if (at === -1) {
      if (!session.isClosed) this.#transcript.noted(session.name, "no answer");
      return;
    }
    const [reply] = session.received.splice(at, 1);
    // What came before the reply is told before it.
    for (const one of session.received.splice(0, at)) this.#tellOne(session, one);
    if (reply?.kind === "reply") this.#tellReply(session, { ...reply, request });
  }

  #tellReply(
    session: ScenarioSession,
    reply: { err: number; body: Reader; request: RawRequest },
  ): void {
    const { err, body } = reply;
    const { reply: codec } = reply.request;
    let fields: Fields | null = null;
    if (codec === "multi" && body.remaining > 0) fields = readResults(body);
    else if (codec !== null && codec !== "multi" && body.remaining > 0) fields = codec.read(body);
    this.#transcript.replied(session.name, { err, fields });
    if (body.remaining > 0) {
      this.#transcript.noted(session.name, `${body.remaining} bytes more`);
    }
  }

  #tell(session: ScenarioSession): void {
    for (const one of session.received.splice(0)) this.#tellOne(session, one);
  }

  #tellOne(session: ScenarioSession, one: Received): void {
    if (one.kind === "event") this.#transcript.told(session.name, one);
    else if (one.kind === "closed") this.#transcript.noted(session.name, "closed");
    else if (one.kind === "reply") {
      this.#transcript.noted(session.name, `unexpected reply ${one.xid} ${one.err}`);
    } else this.#transcript.noted(session.name, `frame of ${one.body.remaining} bytes`);
  }

  /** Closes a session, so that the next scenario finds nothing of it. */
  async #end(session: ScenarioSession): Promise<void> {
    if (session.isClosed || session.sessionId === 0n) return session.drop();
    session.request(OpCode.closeSession, new Uint8Array(0));
    await this.#server.wait(() => session.isClosed);
    session.drop();
  }
}

/** Takes everything away that earlier scenarios left. */
async function clear(server: Server): Promise<void> {
  const session = new ScenarioSession("cleaner", server);
  await session.open();
  const connect = new Writer();
  proto.ConnectRequest.write(connect, {
    protocolVersion: 0,
    lastZxidSeen: 0,
    timeOut: TIMEOUT_MS,
    sessionId: 0,
    passwd: new Uint8Array(16),
    readOnly: false,
  });
  session.sendFrame(connect.finish());
  await server.wait(() => session.received.length > 0);
  session.received.length = 0;
  session.isOpening = false;
  for (const credentials of SUPER_USERS) {
    const secret = new Writer();
    const auth = new TextEncoder().encode(credentials);
    proto.AuthPacket.write(secret, { type: 0, scheme: "digest", auth });
    session.request(OpCode.auth, secret.finish(), -4);
  }
  await removeBelow(session, { server, path: "/" });
  session.request(OpCode.closeSession, new Uint8Array(0));
  await server.wait(() => session.isClosed);
  session.drop();
}

async function ask(
  session: ScenarioSession,
  call: { server: Server; type: number; body: Uint8Array },
): Promise<Received & { kind: "reply" }> {
  const xid = session.request(call.type, call.body);
  const isReply = (one: Received) => one.kind === "reply" && one.xid === xid;
  await call.server.wait(() => session.received.some(isReply));
  const reply = session.received.find(isReply);
  if (reply?.kind !== "reply") throw new Error(`No reply to ${opName(call.type)}`);
  session.received.length = 0;
  return reply;
}

async function removeBelow(
  session: ScenarioSession,
  { server, path }: { server: Server; path: string },
): Promise<void> {
  const writer = new Writer();
  proto.GetChildrenRequest.write(writer, { path, watch: false });
  const reply = await ask(session, { server, type: OpCode.getChildren, body: writer.finish() });
  if (reply.err !== ErrorCode.OK) return;
  for (const name of proto.GetChildrenResponse.read(reply.body).children ?? []) {
    const child = path === "/" ? `/${name}` : `${path}/${name}`;
    await removeBelow(session, { server, path: child });
    const request = new Writer();
    proto.DeleteRequest.write(request, { path: child, version: -1 });
    await ask(session, { server, type: OpCode.delete, body: request.finish() });
  }
}

/** Runs a scenario on a server that holds nothing. */
export async function runScenario(scenario: Scenario, server: Server): Promise<string[]> {
  await clear(server);
  return await new Run(server).run(scenario.steps);
}
