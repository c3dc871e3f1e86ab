/**
 * What becomes of a connection that sends bad input.
 *
 * @module
 */
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { until } from "../waiting.ts";
import type { BadInput } from "./cases.ts";
import { byte, request, text } from "./frames.ts";
import { RawSession } from "./raw_session.ts";

const LIMIT_MS = 10_000;
/** Behind the input comes an ordinary request, and the end of the session. */
const ORDINARY_XID = 998;
const CLOSE_XID = 999;

/** Tries it; the outcome is as in the table: replies, then `goes on`, `closed` or `silent`. */
export async function outcomeOf(
  address: string,
  { send, isFirst, outcome }: BadInput,
): Promise<string> {
  const session = isFirst === true ? new RawSession(address) : await RawSession.opened(address);
  for (const bytes of send) session.send(bytes);
  // A server that closes with something unread takes its last reply back with it.
  if (outcome.endsWith("goes on")) {
    session.send(request(ORDINARY_XID, OpCode.exists, text("/zookeeper"), byte(0)));
    session.send(request(CLOSE_XID, OpCode.closeSession));
  }
  let end = "closed";
  try {
    await until("the server closes", () => session.isClosed, { limitMs: LIMIT_MS });
  } catch {
    end = "silent";
  }
  session.drop();
  const own = session.replies.filter((reply) => !/^99[89] /.test(reply));
  const goesOn = session.replies.includes(`${ORDINARY_XID} 0`) &&
    session.replies.at(-1) === `${CLOSE_XID} 0`;
  return [...own, goesOn && end === "closed" ? "goes on" : end].join(", ");
}
