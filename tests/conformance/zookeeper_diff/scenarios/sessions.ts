/** Sessions and connections. */
import { OpCode } from "../../../../lib/zookeeper/protocol/op_code.ts";
import type { Scenario } from "../scenario.ts";
import { client } from "../step.ts";

const a = client("a");
const b = client("b");
const c = client("c");

export const sessions: readonly Scenario[] = [
  ...[0, -1, 1, 3999, 4000, 4001, 39_999, 40_000, 40_001, 2 ** 31 - 1, -(2 ** 31)].map(
    (timeoutMs): Scenario => ({
      name: `connect: timeout ${timeoutMs}`,
      steps: [a.connect({ timeoutMs }), a.exists("/")].slice(0, 1),
    }),
  ),
  { name: "connect: read only", steps: [a.connect({ readOnly: true }), a.create("/t")] },
  { name: "connect: old client", steps: [a.connect({ readOnly: null }), a.create("/t")] },
  { name: "connect: later version", steps: [a.connect({ protocolVersion: 5 }), a.create("/t")] },
  { name: "connect: null password", steps: [a.connect({ password: "null" }), a.create("/t")] },
  { name: "connect: zxid of another server", steps: [a.connect({ lastZxidSeen: 2n ** 50n })] },
  { name: "connect: negative zxid", steps: [a.connect({ lastZxidSeen: -1n }), a.create("/t")] },
  {
    name: "resume: right password",
    steps: [
      a.create("/t"),
      a.create("/t/e", { flags: 1 }),
      a.auth("digest", "u:p"),
      a.drop(),
      b.connect({ resumes: "a", timeoutMs: 20_000 }),
      b.getEphemerals("/"),
      b.whoAmI(),
      b.exists("/t/e"),
    ],
  },
  {
    name: "resume: wrong password",
    steps: [
      a.create("/t"),
      a.create("/t/e", { flags: 1 }),
      b.connect({ resumes: "a", password: "wrong" }),
      c.exists("/t/e"),
    ],
  },
  {
    name: "resume: null password",
    steps: [a.create("/t"), b.connect({ resumes: "a", password: "null" })],
  },
  {
    name: "resume: while the other connection lives",
    steps: [
      a.create("/t"),
      a.create("/t/e", { flags: 1 }),
      b.connect({ resumes: "a" }),
      b.getEphemerals("/"),
      a.connect({ resumes: "b" }),
      a.getEphemerals("/"),
    ],
  },
  {
    name: "resume: a closed session",
    steps: [
      a.create("/t"),
      a.create("/t/e", { flags: 1 }),
      a.closeSession(),
      b.connect({ resumes: "a" }),
      c.exists("/t/e"),
    ],
  },
  {
    name: "resume: ahead of the server",
    steps: [a.create("/t"), a.drop(), b.connect({ resumes: "a", aheadBy: 1000 })],
  },
  {
    name: "close: twice, and a request behind it",
    steps: [a.create("/t"), a.closeSession(), a.closeSession(), a.exists("/t")],
  },
  ...[
    OpCode.deleteContainer,
    OpCode.notification,
    OpCode.error,
    10,
    23,
    99,
    108,
    1000,
    -3,
  ].map((type): Scenario => ({
    name: `an operation that clients do not have: ${type}`,
    steps: [a.create("/t"), a.raw(type, new Uint8Array([0, 0, 0, 2, 0x2f, 0x74])), a.exists("/t")],
  })),
  {
    name: "a frame that is too short for a request",
    steps: [a.create("/t"), a.frame(new Uint8Array([0, 0, 0, 1])), a.exists("/t")],
  },
  {
    name: "an empty frame",
    steps: [a.create("/t"), a.bytes(new Uint8Array(4)), a.exists("/t")],
  },
  {
    name: "a negative length",
    steps: [a.create("/t"), a.bytes(new Uint8Array([0xff, 0xff, 0xff, 0xff])), a.exists("/t")],
  },
  {
    name: "a length past jute.maxbuffer",
    steps: [a.create("/t"), a.bytes(new Uint8Array([0, 0x10, 0, 0])), a.exists("/t")],
  },
];
