/** What no client sends: frames, headers and bodies that are not what they should be. */
import { Writer } from "../../../../lib/bytes/writer.ts";
import { OpCode } from "../../../../lib/zookeeper/protocol/op_code.ts";
import type { Scenario } from "../scenario.ts";
import { client } from "../step.ts";

const a = client("a");
const b = client("b");
const INT_MAX = 0x7fffffff;

/** Ints and bytes one after another. */
function body(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  const writer = new Writer();
  for (const part of parts) {
    if (typeof part === "number") writer.int32(part);
    else writer.bytes(part);
  }
  return writer.finish();
}

function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return body(bytes.length, bytes);
}

function hex(value: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(value, "hex"));
  return body(bytes.length, bytes);
}

const OPEN_ACL = body(1, 31, text("world"), text("anyone"));
/** Protocol 0, zxid 0, 10 s, no session, a password of 0, not read-only. */
const CONNECT = body(0, 0, 0, 10_000, 0, 0, 16, new Uint8Array(17));
const CREATE = body(1, OpCode.create, text("/t"), 0, OPEN_ACL, 0);

/** Bytes that are no UTF-8, or no path. */
const NOT_TEXT = {
  "a lone byte": "2fff",
  "a sequence that is cut": "2fe282",
  "an overlong slash": "c0af",
  "a surrogate": "2feda080",
  "past Unicode": "2ff4908080",
  "a null character": "2f610062",
  "an astral character": "2ff09f9880",
};

const lengths: readonly Scenario[] = [
  ["data of -2", body(text("/t/x"), -2, OPEN_ACL, 0)],
  ["data of 2 GiB", body(text("/t/x"), INT_MAX, OPEN_ACL, 0)],
  ["data of null", body(text("/t/x"), -1, OPEN_ACL, 0)],
  ["a path of -2", body(-2, 0, OPEN_ACL, 0)],
  ["a path of 2 GiB", body(INT_MAX, 0, OPEN_ACL, 0)],
  ["an access list of -2", body(text("/t/x"), 0, -2, 0)],
  ["an access list of 2 billion", body(text("/t/x"), 0, INT_MAX, 31, text("world"))],
  ["an access list with nulls", body(text("/t/x"), 0, 1, 31, -1, -1, 0)],
  ["no flags", body(text("/t/x"), 0, OPEN_ACL)],
  ["bytes behind it", body(text("/t/x"), 0, OPEN_ACL, 0, 7)],
].map(([name, value]): Scenario => ({
  name: `malformed: create with ${name}`,
  steps: [a.create("/t"), a.raw(OpCode.create, value as Uint8Array), a.getChildren("/t")],
}));

export const malformed: readonly Scenario[] = [
  { name: "malformed: a request in the place of a connect", steps: [b.first(CREATE)] },
  ...[0, 4, 12, 16, 24, 27, 28, 43, 44].map((length): Scenario => ({
    name: `malformed: a connect of ${length} bytes`,
    steps: [b.first(CONNECT.subarray(0, length)), a.exists("/")],
  })),
  {
    name: "malformed: a connect with a password of 2 GiB",
    steps: [b.first(body(0, 0, 0, 10_000, 0, 0, INT_MAX)), a.exists("/")],
  },
  {
    name: "malformed: a connect with a password of -2",
    steps: [b.first(body(0, 0, 0, 10_000, 0, 0, -2, 0)), a.exists("/")],
  },
  {
    name: "malformed: a connect with bytes behind it",
    steps: [b.first(body(CONNECT, 7, 7)), a.exists("/")],
  },
  {
    name: "malformed: a connect that names a session that never was",
    steps: [b.first(body(0, 0, 0, 10_000, 7, 7, 16, new Uint8Array(17))), a.exists("/")],
  },
  { name: "malformed: two connects", steps: [a.create("/t"), a.frame(CONNECT), a.exists("/t")] },
  {
    name: "malformed: a four-letter word in the middle",
    steps: [a.create("/t"), a.bytes(new TextEncoder().encode("ruok")), b.exists("/t")],
  },
  ...[0, 1, -3, -100, INT_MAX].map((xid): Scenario => ({
    name: `malformed: a request with xid ${xid}`,
    steps: [a.create("/t"), a.create("/t/x"), a.numbered(xid, a.exists("/t")), a.exists("/t/x")],
  })),
  ...Object.entries(NOT_TEXT).flatMap(([name, bytes]): Scenario[] => [
    {
      name: `malformed: a path with ${name}`,
      steps: [
        a.raw(OpCode.create, body(hex(bytes), 0, OPEN_ACL, 0)),
        a.raw(OpCode.exists, body(hex(bytes), new Uint8Array(1))),
        a.raw(OpCode.delete, body(hex(bytes), -1)),
        a.getChildren("/"),
      ],
    },
  ]),
  ...lengths,
  {
    name: "malformed: multis that are cut",
    steps: [
      a.create("/t"),
      a.raw(OpCode.multi, body(), "multi"),
      a.raw(OpCode.multi, body(OpCode.create), "multi"),
      a.raw(OpCode.multi, body(OpCode.create, new Uint8Array(1), -1), "multi"),
      a.raw(OpCode.multi, body(OpCode.create, new Uint8Array(1), -1, text("/t/x")), "multi"),
      a.raw(OpCode.multi, body(-1, new Uint8Array(1), -1), "multi"),
      a.getChildren("/t"),
    ],
  },
  {
    name: "malformed: a multi in a multi",
    steps: [
      a.create("/t"),
      a.raw(
        OpCode.multi,
        body(
          OpCode.multi,
          new Uint8Array(1),
          -1,
          body(OpCode.delete, new Uint8Array(1), -1, text("/t"), -1),
          body(-1, new Uint8Array([1]), -1),
          body(-1, new Uint8Array([1]), -1),
        ),
        "multi",
      ),
      a.exists("/t"),
    ],
  },
  {
    name: "malformed: setWatches with counts that are none",
    steps: [
      a.create("/t"),
      a.raw(OpCode.setWatches, body(0, 0, -2, 0, 0)),
      a.raw(OpCode.setWatches, body(0, 0, 1, -1, 0, 0)),
      a.raw(OpCode.setWatches, body(0, 0, INT_MAX)),
      b.exists("/t"),
    ],
  },
];
