/** Creating and deleting nodes. */
import { OpCode } from "../../../../lib/zookeeper/protocol/op_code.ts";
import type { Scenario } from "../scenario.ts";
import { acl, client, member } from "../step.ts";

const a = client("a");
const b = client("b");
const { create2, createContainer, createTTL } = OpCode;

const FLAGS = [0, 1, 2, 3, 4, 5, 6, 7, -1];

const PATHS = [
  null,
  "",
  "t",
  "/",
  "//",
  "/t/",
  "/t//u",
  "/t/.",
  "/t/..",
  "/t/./u",
  "/t/.u",
  "/t/...",
  "/t/a\u0000b",
  "/t/a\u0001b",
  "/t/a\u007fb",
  "/t/\u00e9\u4e2d",
  "/t/\uf8ff",
  "/t/\ufff0",
  "/t/\u{1f600}",
  "/missing/u",
  "/zookeeper/u",
  "/zookeeper",
  "/zookeeper/quota/u",
];

/**
 * A create of each mode by one operation. A createTTL of another mode with a ttl of -1 is not
 * among them: it ends the process of a ZooKeeper 3.9.
 */
function kinds(code: number): Scenario["steps"] {
  return FLAGS.map((flags) => a.create(`/t/n${flags}-`, { code, flags, ttl: 5000 }));
}

export const creates: readonly Scenario[] = [
  {
    name: "create: every mode",
    steps: [a.create("/t"), ...kinds(OpCode.create), a.getChildren2("/t"), a.exists("/t/n4-")],
  },
  {
    name: "create2: every mode",
    steps: [a.create("/t"), ...kinds(create2), a.getChildren2("/t"), a.exists("/t/n4-")],
  },
  {
    name: "createContainer: every mode",
    steps: [a.create("/t"), ...kinds(createContainer), a.getChildren2("/t"), a.exists("/t/n1-")],
  },
  {
    name: "createTTL: every mode, not enabled",
    steps: [a.create("/t"), ...kinds(createTTL), a.getChildren2("/t")],
  },
  {
    name: "create: every mode, TTL enabled",
    server: "extended",
    steps: [a.create("/t"), ...kinds(OpCode.create), a.getChildren2("/t")],
  },
  {
    name: "createTTL: every mode, enabled",
    server: "extended",
    steps: [
      a.create("/t"),
      ...[5, 6].flatMap((flags) =>
        [-1, 0, 1, 5000, 2 ** 40 - 1, 2 ** 40].map((ttl) =>
          a.create(`/t/n${flags}x${ttl}-`, { code: createTTL, flags, ttl })
        )
      ),
      ...[0, 1, 2, 3, 4].map((flags) =>
        a.create(`/t/m${flags}-`, { code: createTTL, flags, ttl: 5000 })
      ),
      a.exists("/t/n5x5000-"),
    ],
  },
  {
    name: "container: goes when its last child has gone",
    server: "extended",
    steps: [
      a.create("/t"),
      a.create("/t/c", { code: createContainer, flags: 4 }),
      a.create("/t/c/d", { code: createContainer, flags: 4 }),
      a.create("/t/unused", { code: createContainer, flags: 4 }),
      a.create("/t/c/d/e"),
      a.delete("/t/c/d/e"),
      b.exists("/t/c", true),
      a.elapse(2500),
      b.getChildren2("/t"),
    ],
  },
  {
    name: "container: is made by createContainer only, or by any create in a multi",
    server: "extended",
    steps: [
      a.create("/t"),
      a.create("/t/create", { flags: 4 }),
      a.create("/t/create2", { flags: 4, code: create2 }),
      a.create("/t/zero", { flags: 0, code: createContainer }),
      a.create("/t/sequential-", { flags: 2, code: createContainer }),
      a.multi(
        member.create("/t/m-create", { flags: 4 }),
        member.create("/t/m-create2", { flags: 4, code: create2 }),
        member.create("/t/m-container", { flags: 4, code: createContainer }),
        member.create("/t/m-zero", { flags: 0, code: createContainer }),
      ),
      ...[
        "create",
        "create2",
        "zero",
        "sequential-0000000003",
        "m-create",
        "m-create2",
        "m-container",
        "m-zero",
      ].flatMap((name) => [a.create(`/t/${name}/c`), a.delete(`/t/${name}/c`)]),
      a.elapse(5000),
      a.getChildren2("/t"),
    ],
  },
  {
    name: "ttl: goes when nothing changed for its time",
    server: "extended",
    steps: [
      a.create("/t"),
      a.create("/t/soon", { code: createTTL, flags: 5, ttl: 100 }),
      a.create("/t/parent", { code: createTTL, flags: 5, ttl: 100 }),
      a.create("/t/parent/child", { code: createTTL, flags: 5, ttl: 500_000 }),
      a.create("/t/late", { code: createTTL, flags: 5, ttl: 500_000 }),
      b.exists("/t/soon", true),
      a.elapse(2500),
      b.getChildren2("/t"),
    ],
  },
  {
    name: "create: paths",
    steps: [a.create("/t"), ...PATHS.map((path) => a.create(path)), a.getChildren("/t")],
  },
  {
    name: "create: sequential paths",
    steps: [
      a.create("/t"),
      ...PATHS.filter((path) => path !== "/" && path !== "" && !path?.startsWith("/zookeeper"))
        .map((path) => a.create(path, { flags: 2 })),
      a.getChildren2("/t"),
    ],
  },
  {
    name: "create: data",
    steps: [
      a.create("/t", { data: null }),
      a.getData("/t"),
      a.create("/t/e", { data: "" }),
      a.getData("/t/e"),
      a.create("/t/x", { data: "abc", code: create2 }),
      a.getData("/t/x"),
      a.setData("/t/x", null),
      a.getData("/t/x"),
    ],
  },
  {
    name: "create: which check comes first",
    steps: [
      a.create("/t"),
      a.create("/t/e", { flags: 1 }),
      a.create("/t/e"),
      a.create("/t/e/c"),
      a.create("/t/e/c", { flags: 2 }),
      a.create("/t/missing/c", { acl: [] }),
      a.create("/t/missing/c", { acl: null }),
      a.create("/t/missing/c/"),
      a.create("/t/closed", { acl: acl("world:anyone:1") }),
      a.create("/t/closed/c"),
      a.create("/t/closed/c/"),
      a.create("/t/closed/c", { acl: [] }),
      a.create("/t/closed/c", { flags: 9, acl: [] }),
      b.create("/t/e"),
      b.create("/t/e/c"),
    ],
  },
  {
    name: "create: counters of the parent",
    steps: [
      a.create("/t"),
      a.create("/t/a", { flags: 2 }),
      a.create("/t/b", { flags: 3 }),
      a.create("/t/c"),
      a.delete("/t/c"),
      a.create("/t/c"),
      a.create("/t/", { flags: 2 }),
      a.create("/t/d-", { flags: 2 }),
      a.exists("/t"),
      b.delete("/t/b0000000001"),
      b.exists("/t"),
      b.setData("/t", "x"),
      b.setACL("/t", acl("world:anyone:31")),
      b.exists("/t"),
      b.create("/t/d-", { flags: 2 }),
    ],
  },
  {
    name: "delete: versions and states",
    steps: [
      a.create("/t"),
      a.create("/t/x"),
      a.setData("/t/x", "1"),
      a.delete("/t/x", 0),
      a.delete("/t/x", 2),
      a.delete("/t/x", -2),
      a.delete("/t", 5),
      a.delete("/t"),
      a.delete("/t/x", 1),
      a.delete("/t/x"),
      a.delete("/t"),
      a.delete("/t"),
    ],
  },
  {
    name: "delete: paths",
    steps: [
      a.create("/t"),
      ...PATHS.filter((path) => path !== "/t/").map((path) => a.delete(path)),
      a.delete("/zookeeper/config"),
      a.delete("/zookeeper/quota"),
      a.delete("/t/"),
    ],
  },
];
