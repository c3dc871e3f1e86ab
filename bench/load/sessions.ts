/**
 * Many sessions that do nothing but stay. Each time the bench lets it go on, each of them sets a
 * watch on one znode, the znode changes, and the program says how long the events took.
 *
 * @module
 */
import { OpCode } from "../../lib/zookeeper/protocol/op_code.ts";
import {
  CreateRequest,
  GetDataRequest,
  SetDataRequest,
} from "../../lib/zookeeper/protocol/request_records.ts";
import { RawSession } from "../raw_session.ts";
import { percentile } from "../statistics.ts";
import { readTask, say, told } from "./load_program.ts";

interface Task {
  address: string;
  count: number;
}

const PATH = "/bench-storm";
/** The longest that a server with its defaults allows. */
const TIME_OUT_MS = 40_000;
/** Sessions that are opened at once. */
const TOGETHER = 50;
const OPEN_ACL = [{ perms: 31, id: { scheme: "world", id: "anyone" } }];

const task = readTask<Task>();
const startedMs = performance.now();
const sessions: RawSession[] = [];
while (sessions.length < task.count) {
  const length = Math.min(TOGETHER, task.count - sessions.length);
  const open = () => RawSession.open(task.address, { timeOutMs: TIME_OUT_MS });
  sessions.push(...await Promise.all(Array.from({ length }, open)));
}
say({ connectSeconds: (performance.now() - startedMs) / 1000 });
const writer = await RawSession.open(task.address, { timeOutMs: TIME_OUT_MS });
await told();
await writer.ask({
  type: OpCode.create,
  writeBody: (body) =>
    CreateRequest.write(body, { path: PATH, data: new Uint8Array(), acl: OPEN_ACL, flags: 0 }),
});
for (;;) {
  say(await storm());
  await told();
}

async function storm(): Promise<Record<string, number>> {
  await Promise.all(sessions.map((session) =>
    session.ask({
      type: OpCode.getData,
      writeBody: (body) => GetDataRequest.write(body, { path: PATH, watch: true }),
    })
  ));
  const tookMs: number[] = [];
  const changedMs = performance.now();
  const events = sessions.map((session) =>
    new Promise<void>((resolve) => {
      session.onEvent = () => {
        tookMs.push(performance.now() - changedMs);
        resolve();
      };
    })
  );
  await writer.ask({
    type: OpCode.setData,
    writeBody: (body) =>
      SetDataRequest.write(body, { path: PATH, data: Buffer.from("changed"), version: -1 }),
  });
  await Promise.all(events);
  return {
    medianMs: percentile(tookMs, 50),
    p99Ms: percentile(tookMs, 99),
    lastMs: percentile(tookMs, 100),
  };
}
