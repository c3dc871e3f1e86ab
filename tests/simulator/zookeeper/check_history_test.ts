import { beforeAll, describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { HistoryCheck } from "./check_history.ts";
import type { SharedHistory } from "./client.ts";
import type { Logged } from "./logged.ts";
import type { Asked, Operation, Outcome, StreamItem } from "./operation.ts";
import { ZookeeperSimulation } from "./simulation.ts";

/** Seeds that are tried for a run with at least one of everything that is planted in it. */
const SEEDS_MAX = 20;

interface Played {
  history: SharedHistory;
  logged: Logged[];
}
type Answered = Asked & { reply: { zxid: number; outcome: Outcome } };

let played: Played;

beforeAll(async () => {
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    played = await new ZookeeperSimulation(seed).play();
    if (PLANTED.every(([, plant]) => canPlant(plant))) return;
  }
  throw new Error(`No seed up to ${SEEDS_MAX} has everything that is to be planted`);
});

function canPlant(plant: (run: Played) => void): boolean {
  try {
    plant(copied());
    return true;
  } catch {
    return false;
  }
}

/** A copy, whose streams hold the same requests as its list. */
function copied(): Played {
  return structuredClone(played);
}

function answered(asked: Asked): asked is Answered {
  return asked.reply !== null && asked.reply.outcome.err === ErrorCode.OK;
}

/** The last answered request of a kind. */
function last({ history }: Played, ...kinds: Operation["kind"][]): Answered {
  const found = history.asked.filter(answered)
    .findLast(({ operation }) => kinds.includes(operation.kind));
  if (found === undefined) throw new Error(`No ${kinds} was answered`);
  return found;
}

function setOutcome(asked: Answered, outcome: Partial<Outcome>): void {
  asked.reply = { ...asked.reply, outcome: { ...asked.reply.outcome, ...outcome } };
}

/** An event of a single watch, behind the first reply of its connection and before another. */
function eventOf({ history }: Played): { stream: StreamItem[]; at: number } {
  for (const stream of history.streams) {
    const first = stream.findIndex(isReply);
    const isOfAll = stream.some((item) =>
      isReply(item) && item.asked.operation.kind === "watchAll"
    );
    if (first === -1 || isOfAll) continue;
    const at = stream.findIndex((item, place) => item.kind === "event" && place > first);
    if (at !== -1 && stream.slice(at).some(isReply)) return { stream, at };
  }
  throw new Error("No event came");
}

function isReply(item: StreamItem): item is StreamItem & { kind: "reply" } {
  return item.kind === "reply";
}

const PLANTED: [string, (run: Played) => void][] = [
  ["an acknowledged write that is not in the log", ({ history, logged }) => {
    const asked = last({ history, logged }, "create", "setData");
    const at = logged.findIndex(({ zxid }) => zxid === asked.reply.zxid);
    logged.splice(at, 1, { ...logged[at]!, type: OpCode.createSession });
  }],
  ["the log's last transactions, lost", ({ history, logged }) => {
    logged.length = last({ history, logged }, "create", "setData").reply.zxid - 1;
  }],
  ["a transaction done twice", ({ history, logged }) => {
    const { zxid } = last({ history, logged }, "create", "setData").reply;
    logged.push({ ...logged[zxid - 1]!, zxid: logged.length + 1 });
  }],
  ["a transaction that nobody asked for", ({ logged }) => {
    logged.push({ zxid: logged.length + 1, sessionId: 1n, cxid: 7, type: OpCode.create });
  }],
  ["a gap in the log", ({ logged }) => void logged.splice(Math.floor(logged.length / 2), 1)],
  ["a write acknowledged with another's zxid", (run) => {
    const asked = last(run, "setData", "create");
    asked.reply = { ...asked.reply, zxid: asked.reply.zxid - 1 };
  }],
  ["data that was not there", (run) => setOutcome(last(run, "getData"), { data: "other" })],
  ["a child too many", (run) => {
    const asked = last(run, "getChildren");
    setOutcome(asked, { children: [...asked.reply.outcome.children!, "zz"] });
  }],
  ["a Stat of another version", (run) => setOutcome(last(run, "exists"), { stat: "1 1 1 0 0" })],
  ["a sequential name given for another", (run) => {
    const asked = last(run, "create");
    setOutcome(asked, { path: `${asked.reply.outcome.path}0` });
  }],
  ["a refusal without a reason", (run) => setOutcome(last(run, "exists"), { err: -101 })],
  ["an answer from before what was known", (run) => {
    const asked = last(run, "getData", "exists", "getChildren");
    asked.reply = { ...asked.reply, zxid: asked.knownZxid - 1 };
  }],
  ["a watch event that is lost", (run) => {
    const { stream, at } = eventOf(run);
    stream.splice(at, 1);
  }],
  ["a watch event that comes twice", (run) => {
    const { stream, at } = eventOf(run);
    stream.splice(at, 0, stream[at]!);
  }],
  ["a watch event of another change", (run) => {
    const { stream, at } = eventOf(run);
    const event = stream[at] as StreamItem & { kind: "event" };
    stream[at] = { ...event, zxid: event.zxid + 1 };
  }],
  ["a watch event behind a reply that knows of it", (run) => {
    const { stream, at } = eventOf(run);
    const [event] = stream.splice(at, 1);
    const after = stream.findIndex((item, place) =>
      place >= at && item.kind === "reply" &&
      item.asked.reply!.zxid > (event as StreamItem & { kind: "event" }).zxid
    );
    stream.splice(after === -1 ? stream.length : after + 1, 0, event!);
  }],
  ["a watch event before the watch", (run) => {
    const { stream, at } = eventOf(run);
    const [event] = stream.splice(at, 1);
    stream.unshift(event!);
  }],
  ["what setWatches should have made up for", ({ history }) => {
    const stream = history.streams.find((items) => {
      const first = items.find(isReply);
      return items[0]?.kind === "event" && first?.asked.operation.kind === "setWatches";
    });
    if (stream === undefined) throw new Error("Nothing was made up for");
    stream.shift();
  }],
  ["a session that is refused and has not ended", ({ history }) => {
    history.refusedSessions.push(history.asked.at(-1)!.sessionId);
  }],
];

describe("a history", () => {
  test("as it was is taken", () => {
    const { history, logged } = copied();
    new HistoryCheck(history, logged).run();
  });

  test.each(PLANTED)("is refused with %s", (_name, plant) => {
    const run = copied();
    plant(run);
    const judged = new HistoryCheck(run.history, run.logged);
    expect(() => judged.run()).toThrow();
  });
});
