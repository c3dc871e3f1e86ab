/** Reading and writing of nodes. */
import { OpCode } from "../../../../lib/zookeeper/protocol/op_code.ts";
import type { Scenario } from "../scenario.ts";
import { client } from "../step.ts";

const a = client("a");
const b = client("b");

const PATHS = [null, "", "t", "/t/", "/t//u", "/t/.", "/t/a\u0000b", "/t/a\u0001b", "/missing"];

export const data: readonly Scenario[] = [
  {
    name: "setData: versions",
    steps: [
      a.create("/t", { data: "0" }),
      a.setData("/t", "1", 0),
      a.setData("/t", "2", 0),
      a.setData("/t", "2", -2),
      a.setData("/t", "2", 1),
      a.setData("/t", "3"),
      a.getData("/t"),
      a.setData("/missing", "3"),
      a.setData("/missing", "3", 7),
    ],
  },
  ...([
    ["setData", (path: string | null) => a.setData(path, "x")],
    ["getData", (path: string | null) => a.getData(path)],
    ["exists", (path: string | null) => a.exists(path)],
    ["getChildren", (path: string | null) => a.getChildren(path)],
    ["getChildren2", (path: string | null) => a.getChildren2(path)],
    ["getACL", (path: string | null) => a.getACL(path)],
    ["getAllChildrenNumber", (path: string | null) => a.getAllChildrenNumber(path)],
    ["sync", (path: string | null) => a.sync(path)],
    ["check", (path: string | null) => a.check(path)],
  ] as const).map(([name, step]): Scenario => ({
    name: `${name}: paths`,
    steps: [a.create("/t"), ...PATHS.map((path) => step(path)), step("/t")],
  })),
  {
    name: "getChildren: lists and counts",
    steps: [
      a.create("/t"),
      a.create("/t/a"),
      a.create("/t/a/b"),
      a.create("/t/a/b/c"),
      a.create("/t/ab"),
      a.create("/t/e", { flags: 1 }),
      a.getChildren("/t"),
      a.getChildren2("/t/a"),
      a.getChildren("/t/ab"),
      a.getAllChildrenNumber("/t"),
      a.getAllChildrenNumber("/t/a"),
      a.getAllChildrenNumber("/t/ab"),
      a.getChildren("/zookeeper"),
      a.getAllChildrenNumber("/zookeeper"),
      a.getAllChildrenNumber("/"),
      a.exists("/zookeeper/config"),
      a.getData("/zookeeper/config"),
      a.getACL("/zookeeper/config"),
      a.getACL("/zookeeper"),
      a.setData("/zookeeper/config", "x"),
      a.create("/zookeeper/config/x"),
      a.reconfig(null),
      a.reconfig("server.1=127.0.0.1:1:2;3"),
    ],
  },
  {
    name: "getEphemerals: prefixes",
    steps: [
      a.create("/t"),
      a.create("/t/a", { flags: 1 }),
      a.create("/t/ab", { flags: 1 }),
      a.create("/t/s", { flags: 3 }),
      b.create("/t/other", { flags: 1 }),
      a.create("/t/persistent"),
      ...[null, "", "/", " ", " / ", "/t", "/t/a", "/t/a ", "t/a", "/t/ab", "/none"].map((prefix) =>
        a.getEphemerals(prefix)
      ),
      b.getEphemerals("/"),
      b.delete("/t/a"),
      a.getEphemerals("/t"),
    ],
  },
  {
    name: "requests that hold less or more than they should",
    steps: [
      a.create("/t"),
      ...[
        OpCode.create,
        OpCode.delete,
        OpCode.exists,
        OpCode.getData,
        OpCode.setData,
        OpCode.getACL,
        OpCode.setACL,
        OpCode.getChildren,
        OpCode.getChildren2,
        OpCode.sync,
        OpCode.multi,
        OpCode.create2,
        OpCode.createTTL,
        OpCode.reconfig,
        OpCode.multiRead,
        OpCode.setWatches,
        OpCode.setWatches2,
        OpCode.addWatch,
        OpCode.removeWatches,
        OpCode.checkWatches,
        OpCode.getEphemerals,
        OpCode.getAllChildrenNumber,
        OpCode.whoAmI,
      ].map((type) => a.raw(type, new Uint8Array(0))),
      a.raw(OpCode.getData, new Uint8Array([0x7f, 0xff, 0xff, 0xff])),
      a.raw(OpCode.getData, new Uint8Array([0xff, 0xff, 0xff, 0x00])),
      a.raw(OpCode.exists, new Uint8Array([0, 0, 0, 2, 0x2f, 0x74, 0, 9, 9, 9])),
      a.exists("/t"),
    ],
  },
];
