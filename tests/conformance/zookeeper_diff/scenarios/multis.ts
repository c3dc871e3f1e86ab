/** Several operations in one request. */
import { OpCode } from "../../../../lib/zookeeper/protocol/op_code.ts";
import type { Scenario } from "../scenario.ts";
import { acl, client, member } from "../step.ts";

const a = client("a");
const b = client("b");
const { check, create, setData, delete: remove } = member;

export const multis: readonly Scenario[] = [
  {
    name: "multi: every member",
    steps: [
      a.create("/t"),
      a.multi(
        check("/t", 0),
        create("/t/a", { data: "1" }),
        create("/t/b", { code: OpCode.create2 }),
        create("/t/c", { code: OpCode.createContainer, flags: 4 }),
        create("/t/s-", { flags: 2 }),
        create("/t/s-", { flags: 2 }),
        create("/t/e", { flags: 1 }),
        setData("/t/a", "2", 0),
        setData("/t/a", "3", 1),
        check("/t/a", 2),
        remove("/t/b", 0),
        create("/t/b"),
      ),
      a.getChildren2("/t"),
      a.getData("/t/a"),
      a.exists("/t/b"),
      a.getEphemerals("/"),
    ],
  },
  { name: "multi: nothing", steps: [a.multi(), a.multiRead(), a.exists("/")].slice(0, 2) },
  {
    name: "multi: one refused",
    steps: [
      a.create("/t"),
      a.multi(check("/t", 1)),
      a.multi(create("/t/a"), check("/t", 1), create("/t/b")),
      a.multi(create("/t/a"), create("/t/a"), setData("/t", "x")),
      a.multi(create("/t/a"), remove("/t/a"), remove("/t/a")),
      a.multi(create("/t/s-", { flags: 2 }), remove("/none")),
      a.multi(setData("/none", "x"), create("/t/a"), create("/t/b")),
      a.multi(create("/t/a", { acl: [] }), create("/t/b")),
      a.multi(create("t/a"), create("/t/b")),
      a.multi(create("/t/a/"), create("/t/b")),
      a.multi(create("/t/a", { flags: 5 }), create("/t/b")),
      a.multi(create("/t/a", { flags: 12 }), create("/t/b")),
      a.multi(create("/t/a"), remove("/t")),
      a.multi(create("/t/e", { flags: 1 }), create("/t/e/c")),
      a.multi(remove("/zookeeper")),
      a.create("/t/s-", { flags: 2 }),
      a.getChildren2("/t"),
    ],
  },
  {
    name: "multi: members that are none",
    steps: [a.create("/t"), a.multi(create("/t/a"), member.other(OpCode.sync, "/t"))],
  },
  {
    name: "multi: reads among writes",
    steps: [a.create("/t"), a.multi(create("/t/a"), member.getData("/t")), a.exists("/t/a")],
  },
  {
    name: "multi: null paths",
    steps: [
      a.create("/t"),
      a.multi(create(null)),
      a.multi(check(null)),
      a.multi(remove(null)),
      a.multi(setData(null, "x")),
    ],
  },
  {
    name: "multi: no end",
    steps: [a.create("/t"), a.endlessMulti(create("/t/a")), a.exists("/t/a")],
  },
  {
    name: "multi: permissions",
    steps: [
      a.create("/t", { acl: acl("world:anyone:1") }),
      a.multi(check("/t"), create("/t/x")),
      a.multi(check("/t"), setData("/t", "x")),
      a.create("/w", { acl: acl("world:anyone:2") }),
      a.multi(check("/w")),
      a.multi(setData("/w", "x")),
    ],
  },
  {
    name: "multi: watches",
    steps: [
      a.create("/t"),
      b.getChildren("/t", true),
      b.exists("/t/a", true),
      b.getData("/t", true),
      b.addWatch("/t", 1),
      a.multi(create("/t/a"), setData("/t", "x"), remove("/t/a"), create("/t/b")),
      a.multi(create("/t/a"), check("/t", 77)),
      b.getChildren("/t"),
    ],
  },
  {
    name: "multiRead: every member",
    steps: [
      a.create("/t", { data: "1" }),
      a.create("/t/a"),
      a.create("/t/w", { acl: acl("world:anyone:2") }),
      a.multiRead(
        member.getData("/t"),
        member.getChildren("/t"),
        member.getData("/none"),
        member.getChildren("/none"),
        member.getData("/t/w"),
        member.getData("/t/a"),
      ),
    ],
  },
  {
    name: "multiRead: members that are none",
    steps: [a.create("/t"), a.multiRead(member.getData("/t"), check("/t")), a.exists("/t")],
  },
  {
    name: "multiRead: null path",
    steps: [a.create("/t"), a.multiRead(member.getData(null)), a.exists("/t")],
  },
];
