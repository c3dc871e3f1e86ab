/**
 * Creates, reads or changes znodes, each session keeping so many requests on their way: one at a
 * time, or pipelined. Says how many a second, and how long they took. Sessions share the znodes
 * among them: the nth of them is `<root>/<n % 1,000>/<n>`.
 *
 * @module
 */
import type { Writer } from "../../lib/bytes/writer.ts";
import { OpCode } from "../../lib/zookeeper/protocol/op_code.ts";
import {
  CreateRequest,
  GetDataRequest,
  SetDataRequest,
} from "../../lib/zookeeper/protocol/request_records.ts";
import { type RawRequest, RawSession } from "../raw_session.ts";
import { percentile } from "../statistics.ts";
import { readTask, say } from "./load_program.ts";

interface Task {
  address: string;
  /** `parents` creates what the others need. */
  operation: "parents" | "create" | "get" | "set";
  root: string;
  /** All sessions together. */
  count: number;
  sessions: number;
  /** Requests that a session has on their way. */
  inFlight: number;
}

const PARENTS = 1000;
const DATA = Buffer.alloc(100, "kedge ");
const OPEN_ACL = [{ perms: 31, id: { scheme: "world", id: "anyone" } }];

function request({ operation, root }: Task, index: number): RawRequest {
  if (operation === "parents") {
    return createRequest(index === 0 ? root : `${root}/${index - 1}`);
  }
  const path = `${root}/${index % PARENTS}/${index}`;
  if (operation === "create") return createRequest(path);
  if (operation === "get") {
    return {
      type: OpCode.getData,
      writeBody: (writer) => GetDataRequest.write(writer, { path, watch: false }),
    };
  }
  return {
    type: OpCode.setData,
    writeBody: (writer) => SetDataRequest.write(writer, { path, data: DATA, version: -1 }),
  };
}

function createRequest(path: string): RawRequest {
  return {
    type: OpCode.create,
    writeBody: (writer: Writer) =>
      CreateRequest.write(writer, { path, data: DATA, acl: OPEN_ACL, flags: 0 }),
  };
}

/** Does every so many-th request, beginning with the `first`. */
function work(session: RawSession, task: Task, first: number, tookMs: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = first;
    let open = 0;
    const sendOne = () => {
      if (next >= task.count) {
        if (open === 0) resolve();
        return;
      }
      const sentMs = performance.now();
      open += 1;
      session.send(request(task, next), (error) => {
        if (error !== 0) reject(new Error(`${task.operation} was answered with error ${error}`));
        tookMs.push(performance.now() - sentMs);
        open -= 1;
        sendOne();
      });
      next += task.sessions;
    };
    for (let index = 0; index < task.inFlight; index++) sendOne();
  });
}

const task = readTask<Task>();
if (task.operation === "parents") Object.assign(task, { count: PARENTS + 1, sessions: 1 });
const sessions = await Promise.all(
  Array.from({ length: task.sessions }, () => RawSession.open(task.address)),
);
const tookMs: number[] = [];
const startedMs = performance.now();
await Promise.all(sessions.map((session, first) => work(session, task, first, tookMs)));
const seconds = (performance.now() - startedMs) / 1000;
for (const session of sessions) session.close();
say({
  perSecond: task.count / seconds,
  medianMs: percentile(tookMs, 50),
  p99Ms: percentile(tookMs, 99),
});
