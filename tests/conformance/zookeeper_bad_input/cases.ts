/**
 * What no client sends, and what comes of it: the replies as `xid error`, and whether the
 * connection goes on or is closed. All of them as an Apache ZooKeeper 3.9 does it, but where a row
 * says otherwise.
 *
 * @module
 */
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { aclOf, byte, connect, create, framed, joined, OPEN_ACL, request, text } from "./frames.ts";

/** One kind of bad input. */
export interface BadInput {
  readonly name: string;
  /** Sent one after the other, behind the request to open a session. */
  readonly send: readonly Uint8Array[];
  /** Without such a request before it. */
  readonly isFirst?: boolean;
  /** `1 -8, goes on`, `closed`, `1 -6, closed`. */
  readonly outcome: string;
}

const INT_MAX = 0x7fffffff;
const JUTE_MAX_BUFFER = 0xfffff;
/** Of a create of `/bad` with an open list, beside its data. */
const CREATE_BYTES = create(1, "/bad").length - 4;

function sized(frameBytes: number): Uint8Array {
  return create(1, "/bad", { data: new Uint8Array(frameBytes - CREATE_BYTES) });
}

const SIZES: readonly BadInput[] = [
  {
    name: "a request of jute.maxbuffer",
    send: [sized(JUTE_MAX_BUFFER), request(2, OpCode.delete, text("/bad"), -1)],
    outcome: "1 0, 2 0, goes on",
  },
  {
    name: "a request of one byte more",
    send: [sized(JUTE_MAX_BUFFER + 1)],
    outcome: "closed",
  },
  { name: "a length of 2 GiB", send: [joined(INT_MAX)], outcome: "closed" },
  { name: "a length of -1", send: [joined(-1)], outcome: "closed" },
  { name: "a length of -2 GiB", send: [joined(-(2 ** 31))], outcome: "closed" },
  { name: "a frame of nothing", send: [framed()], outcome: "closed" },
  { name: "a frame of half a header", send: [framed(1)], outcome: "closed" },
  { name: "a four-letter word", send: [new TextEncoder().encode("ruok")], outcome: "closed" },
];

const FIRST: readonly BadInput[] = [
  { name: "a request, no connect", send: [create(1, "/bad")], isFirst: true, outcome: "closed" },
  { name: "a frame of nothing, first", send: [framed()], isFirst: true, outcome: "closed" },
  { name: "a negative length, first", send: [joined(-7)], isFirst: true, outcome: "closed" },
  {
    name: "a connect that is cut",
    send: [framed(connect().subarray(4, 20))],
    isFirst: true,
    outcome: "closed",
  },
  {
    name: "a connect with a password of 2 GiB",
    send: [framed(0, 0, 0, 10_000, 0, 0, INT_MAX)],
    isFirst: true,
    outcome: "closed",
  },
  { name: "two connects", send: [connect()], outcome: "0 -6, closed" },
];

const PATHS: readonly BadInput[] = [
  "",
  "a",
  "//",
  "/.",
  "/..",
  "/zookeeper/",
  "/zookeeper/.",
  "/zookeeper/..",
  "/\u0000",
  "/a\u0000b",
  "/\u0001",
  "/\u001f",
  "/\u007f",
  "/\u009f",
  "/\ue000",
  "/\uf8ff",
  "/\ufff0",
  "/\uffff",
  "/\u{1f600}",
].map((path) => ({
  name: `a path of ${JSON.stringify(path)}`,
  send: [create(1, path)],
  outcome: "1 -8, goes on",
}));
/** Here the parent, which is not there, is what is told of. */
const PATHS_BELOW: readonly BadInput[] = [
  "a/b",
  "/a/",
  "/a//b",
  "/./a",
  "/../a",
  "/zookeeper//",
  "/zookeeper/./a",
  "/zookeeper/../a",
].map((path) => ({
  name: `a path of ${JSON.stringify(path)}`,
  send: [create(1, path)],
  outcome: "1 -101, goes on",
}));

const OPERATIONS: readonly BadInput[] = [-12, -1, 0, 10, 23, 99, 108, INT_MAX].map((type) => ({
  name: `operation ${type}`,
  send: [request(1, type, text("/bad"))],
  outcome: "1 -6, closed",
}));

const ACLS: readonly BadInput[] = [
  ["null", joined(-1)],
  ["with nothing in it", joined(0)],
  ["of a null scheme", joined(1, 31, -1, -1)],
  ["of an unknown scheme", aclOf("none", "x")],
  ["of world, not anyone", aclOf("world", "x")],
  ["of a digest without a user", aclOf("digest", "x")],
  ["of a digest with two colons", aclOf("digest", "a:b:c")],
  ["of an address that is none", aclOf("ip", "300.1.1.1")],
  ["of an address with too many bits", aclOf("ip", "10.0.0.0/33")],
  ["of auth, where nobody is known", aclOf("auth", "")],
].map(([name, acl]) => ({
  name: `an access list ${name}`,
  send: [create(1, "/bad", { acl: acl as Uint8Array })],
  outcome: "1 -114, goes on",
}));

const MODES: readonly BadInput[] = [
  ...[7, 8, 100, -1].map((flags) => ({
    name: `create with flags ${flags}`,
    send: [create(1, "/bad", { flags })],
    outcome: "1 -8, goes on",
  })),
  ...[0, -1, -(2 ** 31)].map((ttl) => ({
    name: `a time to live of ${ttl}, where there are none`,
    send: [request(1, OpCode.createTTL, text("/bad"), 0, OPEN_ACL, 5, ttl >> 31, ttl)],
    outcome: "1 -6, goes on",
  })),
];

/** A header within a multi. */
function head(type: number, isDone = 0): Uint8Array {
  return joined(type, byte(isDone), -1);
}

const DELETE_BODY = joined(text("/bad"), -1);
const MULTIS: readonly BadInput[] = [
  ["of nothing at all", joined()],
  ["without its end", joined(head(OpCode.delete), DELETE_BODY)],
  ["with a member that is cut", joined(head(OpCode.create), text("/bad"))],
  ["with an unknown operation", joined(head(77), DELETE_BODY, head(-1, 1))],
  ["in a multi", joined(head(OpCode.multi), head(OpCode.delete), DELETE_BODY, head(-1, 1))],
].map(([name, body]) => ({
  name: `a multi ${name}`,
  send: [request(1, OpCode.multi, body as Uint8Array)],
  outcome: "1 -5, goes on",
}));

/** Every operation whose request has a body, without it. */
const CUT: readonly BadInput[] = [
  OpCode.create,
  OpCode.delete,
  OpCode.exists,
  OpCode.getData,
  OpCode.setData,
  OpCode.getACL,
  OpCode.setACL,
  OpCode.getChildren,
  OpCode.sync,
  OpCode.getChildren2,
  OpCode.create2,
  OpCode.reconfig,
  OpCode.checkWatches,
  OpCode.removeWatches,
  OpCode.createContainer,
  OpCode.createTTL,
  OpCode.multiRead,
  OpCode.setWatches,
  OpCode.getEphemerals,
  OpCode.getAllChildrenNumber,
  OpCode.setWatches2,
  OpCode.addWatch,
].flatMap((type) => [
  { name: `operation ${type} without a body`, send: [request(1, type)], outcome: "1 -5, goes on" },
  {
    name: `operation ${type} with a string longer than its frame`,
    send: [request(1, type, INT_MAX, byte(0x2f))],
    outcome: "1 -5, goes on",
  },
]);

const BODIES: readonly BadInput[] = [
  {
    name: "a check that is cut, of which there are none outside of a multi",
    send: [request(1, OpCode.check, INT_MAX)],
    outcome: "1 -6, closed",
  },
  {
    name: "a path that is no UTF-8",
    send: [request(1, OpCode.create, 2, new Uint8Array([0x2f, 0xff]), 0, OPEN_ACL, 0)],
    outcome: "1 -8, goes on",
  },
  {
    name: "data of 2 GiB",
    send: [request(1, OpCode.create, text("/bad"), INT_MAX)],
    outcome: "1 -5, goes on",
  },
  {
    name: "an access list of 2 billion",
    send: [request(1, OpCode.create, text("/bad"), 0, INT_MAX)],
    outcome: "1 -5, goes on",
  },
  {
    name: "an addWatch of an unknown mode",
    send: [request(1, OpCode.addWatch, text("/bad"), 9)],
    outcome: "1 -5, goes on",
  },
  {
    name: "numbers that go back, and one that comes twice",
    send: [5, 3, 3, -7, 0].map((xid) => request(xid, OpCode.exists, text("/zookeeper"), byte(0))),
    outcome: "5 0, 3 0, 3 0, -7 0, 0 0, goes on",
  },
];

export const BAD_INPUT: readonly BadInput[] = [
  ...SIZES,
  ...FIRST,
  ...PATHS,
  ...PATHS_BELOW,
  ...OPERATIONS,
  ...ACLS,
  ...MODES,
  ...MULTIS,
  ...CUT,
  ...BODIES,
];
