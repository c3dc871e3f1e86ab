/**
 * Bad input on the ZooKeeper port: every kind is answered with ZooKeeper's error, or closes the
 * connection that it came on; those beside it notice nothing, and memory comes back.
 *
 * @module
 */
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { Kedge } from "../broker/kedge.ts";
import { anonymousMib } from "../malformed/anonymous_memory.ts";
import { sendRaw } from "../malformed/raw_connection.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { until } from "../waiting.ts";
import { BAD_INPUT } from "./cases.ts";
import { byte, connect, create, request, text } from "./frames.ts";
import { outcomeOf } from "./outcome.ts";
import { RawSession } from "./raw_session.ts";

const TICK_MS = 500;
const EPHEMERAL = 1;
/** Sessions that are opened and dropped, and how many at a time. */
const SESSIONS = 10_000;
const AT_A_TIME = 250;
/** Of those sessions; long enough that they are all there at one time, or nearly. */
const DROPPED_TIMEOUT_MS = 6000;
const MEMORY_MIB_MAX = 300;

async function run({ report: whole }: Context): Promise<void> {
  const report = whole.within("bad input");
  const overrides = { "zookeeper.tickTime": String(TICK_MS), "zookeeper.maxClientCnxns": "0" };
  const kedge = await new Kedge({ overrides }).start();
  const address = kedge.zookeeper!;
  try {
    const bystander = await Bystander.opened(address);
    for (const one of BAD_INPUT) {
      await report.check(one.name, async () => {
        const found = await outcomeOf(address, one);
        if (found !== one.outcome) throw new Error(`${found}, in place of ${one.outcome}`);
        await bystander.check();
      });
    }
    await checkSessions(report, { address, bystander });
    await checkHalves(report, { address, bystander });
    await report.check(`${SESSIONS} sessions, opened and dropped`, async () => {
      await dropSessions(address, bystander);
      const mib = anonymousMib(kedge.pid);
      console.log(`# ${mib.toFixed(0)} MiB of anonymous memory`);
      if (mib > MEMORY_MIB_MAX) throw new Error(`${mib.toFixed(0)} MiB of anonymous memory`);
    });
    await report.check("who stood beside has lost nothing", () => bystander.end());
    await report.check("no error is logged", () => {
      const [line] = kedge.log.split("\n").filter((one) => /\bERROR\b/.test(one));
      if (line !== undefined) throw new Error(line);
      return Promise.resolve();
    });
    if (report.failed.length > 0) console.log(kedge.lastWords());
  } finally {
    await kedge.stop();
  }
}

/** A session that others must not disturb: it has a watch, and owns a znode. */
class Bystander {
  readonly #session: RawSession;
  #xid = 0;

  private constructor(session: RawSession) {
    this.#session = session;
  }

  static async opened(address: string): Promise<Bystander> {
    const bystander = new Bystander(await RawSession.opened(address));
    await bystander.#ask((xid) => create(xid, "/beside", { flags: EPHEMERAL }));
    await bystander.#ask((xid) => request(xid, OpCode.getData, text("/beside"), byte(1)));
    return bystander;
  }

  get session(): RawSession {
    return this.#session;
  }

  /** It is served. */
  async check(): Promise<void> {
    await this.#ask((xid) => request(xid, OpCode.exists, text("/beside"), byte(0)));
    const { events } = this.#session;
    if (events.length > 0) throw new Error(`it was told of ${events}`);
  }

  /** Its watch tells of the first change. */
  async end(): Promise<void> {
    await this.check();
    await this.#ask((xid) => request(xid, OpCode.setData, text("/beside"), 0, 0));
    const { events } = this.#session;
    if (events.join() !== "3 /beside") throw new Error(`it was told of ${events}`);
    this.#session.drop();
  }

  async #ask(make: (xid: number) => Uint8Array): Promise<void> {
    this.#xid += 1;
    this.#session.send(make(this.#xid));
    await this.#session.reply(`${this.#xid} 0`);
  }
}

interface Beside {
  readonly address: string;
  readonly bystander: Bystander;
}

async function checkSessions(report: Report, { address, bystander }: Beside): Promise<void> {
  const timeouts = [[0, 2], [-1, 2], [-(2 ** 31), 2], [999, 2], [2 ** 31 - 1, 20]] as const;
  for (const [asked, ticks] of timeouts) {
    await report.check(`a timeout of ${asked}`, async () => {
      const session = await RawSession.opened(address, { timeoutMs: asked });
      const { timeoutMs } = session.session!;
      if (timeoutMs !== ticks * TICK_MS) throw new Error(`it got ${timeoutMs} ms`);
      session.drop();
    });
  }
  const { id } = bystander.session.session!;
  const strangers = new Map([
    ["another's session, with a wrong password", { sessionId: id }],
    ["another's session, without a password", { sessionId: id, password: new Uint8Array(0) }],
    ["a session that never was", { sessionId: 77n }],
  ]);
  for (const [name, options] of strangers) {
    await report.check(name, async () => {
      const session = await RawSession.opened(address, options);
      if (session.session!.id !== 0n) throw new Error(`it got session ${session.session!.id}`);
      await until("the server closes", () => session.isClosed);
      await bystander.check();
    });
  }
}

async function checkHalves(report: Report, { address, bystander }: Beside): Promise<void> {
  await report.check("a client that ends its side is still answered", async () => {
    const session = new RawSession(address);
    session.send(connect());
    session.send(create(1, "/half"));
    session.send(request(2, OpCode.getData, text("/half"), byte(0)));
    session.send(request(3, OpCode.delete, text("/half"), -1));
    session.finish();
    await until("the server closes", () => session.isClosed);
    const found = session.replies.join();
    if (found !== "1 0,2 0,3 0") throw new Error(`the answers were ${found}`);
  });
  await report.check("a client that ends its side within a frame is closed", async () => {
    const session = await RawSession.opened(address);
    session.send(create(1, "/half").subarray(0, 20));
    session.finish();
    await until("the server closes", () => session.isClosed);
  });
  await report.check("half a frame, then silence: the session expires", async () => {
    const session = await RawSession.opened(address, { timeoutMs: 2 * TICK_MS });
    session.send(create(1, "/silent", { flags: EPHEMERAL }));
    await session.reply("1 0");
    session.send(create(2, "/half").subarray(0, 20));
    await until("the server closes", () => session.isClosed);
    const other = await RawSession.opened(address);
    other.send(request(1, OpCode.exists, text("/silent"), byte(0)));
    await other.reply("1 -101");
    other.drop();
  });
  await report.check("requests that come byte by byte", async () => {
    const session = new RawSession(address);
    const bytes = Buffer.concat([
      connect(),
      create(1, "/slow"),
      request(2, OpCode.delete, text("/slow"), -1),
    ]);
    for (const [at] of bytes.entries()) {
      session.send(bytes.subarray(at, at + 1));
      // Without a rest, the kernel makes one packet of them.
      if (at % 4 === 0) await Bun.sleep(0);
    }
    await session.reply("2 0");
    session.drop();
  });
  await bystander.check();
}

/** Opens many sessions, each with an ephemeral znode, and leaves without a word. */
async function dropSessions(address: string, bystander: Bystander): Promise<void> {
  const before = await figures(address);
  for (let first = 0; first < SESSIONS; first += AT_A_TIME) {
    const opened = Array.from({ length: AT_A_TIME }, (_, i) => {
      const session = new RawSession(address);
      session.send(connect({ timeoutMs: DROPPED_TIMEOUT_MS }));
      session.send(create(1, `/many-${first + i}`, { flags: EPHEMERAL }));
      return session;
    });
    await until(
      "their sessions are opened",
      () => opened.every(({ replies }) => replies.length > 0),
    );
    const wrong = opened.find(({ replies }) => replies[0] !== "1 0");
    if (wrong !== undefined) throw new Error(`one was answered ${wrong.replies}`);
    for (const session of opened) session.drop();
    await bystander.check();
  }
  const most = await figures(address);
  await until("all those sessions have expired", async () => {
    await bystander.check();
    await Bun.sleep(TICK_MS / 2);
    const now = await figures(address);
    // Sessions that earlier checks left have gone by now as well.
    return now.sessions <= before.sessions && now.ephemerals <= before.ephemerals &&
      now.connections <= before.connections;
  }, { limitMs: 60_000 });
  console.log(`# ${most.sessions} sessions at one time`);
}

/** What the server counts. */
async function figures(
  address: string,
): Promise<{ sessions: number; ephemerals: number; connections: number }> {
  const { received } = await sendRaw(address, { send: [Buffer.from("mntr")], then: "wait" });
  function figure(name: string): number {
    const [, value] = new RegExp(`^zk_${name}\\t(\\d+)$`, "m").exec(received.toString()) ?? [];
    if (value === undefined) throw new Error(`mntr does not tell of ${name}`);
    return Number(value);
  }
  return {
    sessions: figure("global_sessions"),
    ephemerals: figure("ephemerals_count"),
    connections: figure("num_alive_connections"),
  };
}

export const zookeeperBadInput: Suite = {
  name: "zookeeper_bad_input",
  server: "its own",
  run,
};
