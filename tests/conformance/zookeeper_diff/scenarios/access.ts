/** Who may do what. */
import { OpCode } from "../../../../lib/zookeeper/protocol/op_code.ts";
import type { Scenario, Step } from "../scenario.ts";
import { acl, client, member } from "../step.ts";

const a = client("a");
const b = client("b");

/** Access lists, right and wrong. */
const LISTS = [
  [],
  null,
  acl("world:anyone:31"),
  acl("world:anyone:0"),
  acl("world:anyone:64"),
  acl("world:other:31"),
  acl("world::31"),
  acl("auth::31"),
  acl("auth:any:31"),
  acl("digest:u:h:31"),
  acl("digest:u:31"),
  acl("digest::31"),
  acl("digest:u:h:more:31"),
  acl("digest:u::31"),
  acl("digest::h:31"),
  acl("ip:127.0.0.1:31"),
  acl("ip:127.0.0.1/8:31"),
  acl("ip:127.0.0.1/33:31"),
  acl("ip:127.0.0.1/:31"),
  acl("ip:127.0.0.1/x:31"),
  acl("ip:127.0.0.256:31"),
  acl("ip:127.0.0:31"),
  acl("ip:localhost:31"),
  acl("ip:10.0.0.0/8:31"),
  acl("x509:CN=a:31"),
  acl("sasl:user:31"),
  acl("sasl::31"),
  acl("super::31"),
  acl("none:x:31"),
  acl("::31"),
  acl("world:anyone:1", "world:anyone:1"),
  acl("world:anyone:1", "digest:u:h:31"),
  acl("world:anyone:31", "none:x:31"),
];

function everything(who: typeof a, path: string): Step[] {
  return [
    who.exists(path),
    who.getData(path),
    who.getChildren(path),
    who.getChildren2(path),
    who.getAllChildrenNumber(path),
    who.getACL(path),
    who.setData(path, "x"),
    who.create(`${path}/c`),
    who.delete(`${path}/c`),
    who.setACL(path, acl("world:anyone:31"), 99),
    who.multi(member.check(path)),
    who.multiRead(member.getData(path), member.getChildren(path)),
    who.sync(path),
    who.addWatch(path, 0),
  ];
}

export const access: readonly Scenario[] = [
  {
    name: "access lists: which are taken",
    steps: LISTS.flatMap((list) => [
      a.create("/t", { acl: list }),
      a.getACL("/t"),
      a.delete("/t"),
    ]),
  },
  {
    name: "access lists: which are taken from one who has shown who it is",
    steps: [
      a.auth("digest", "user:secret"),
      a.auth("digest", "other:secret"),
      a.create("/t", { acl: acl("auth::31") }),
      a.getACL("/t"),
      a.setACL("/t", acl("auth:whatever:1", "world:anyone:31")),
      a.getACL("/t"),
      a.delete("/t"),
    ],
  },
  {
    name: "setACL: versions",
    steps: [
      a.create("/t"),
      a.setACL("/t", acl("world:anyone:31"), 1),
      a.setACL("/t", acl("world:anyone:31"), 0),
      a.setACL("/t", acl("world:anyone:31"), 0),
      a.setACL("/t", acl("world:anyone:31")),
      a.setACL("/t", [], 7),
      a.setACL("/missing", acl("world:anyone:31")),
      a.setACL("/missing", []),
      a.setACL("t", []),
      a.exists("/t"),
      a.getACL("/t"),
    ],
  },
  ...[0, 1, 2, 4, 8, 16].map((perms): Scenario => ({
    name: `permissions: only ${perms}`,
    steps: [
      a.create("/t"),
      a.create("/t/x", { acl: acl(`world:anyone:${perms}`) }),
      ...everything(a, "/t/x"),
      a.delete("/t/x"),
      a.create("/t", { acl: [] }),
    ],
  })),
  {
    name: "permissions: delete is the parent's",
    steps: [
      a.create("/t", { acl: acl("world:anyone:23") }),
      a.create("/t/x"),
      a.delete("/t/x"),
      a.delete("/t/x", 9),
      a.delete("/t/none"),
      a.setACL("/t", acl("world:anyone:31")),
      a.delete("/t/x"),
    ],
  },
  {
    name: "permissions: digest",
    steps: [
      a.auth("digest", "user:secret"),
      a.create("/t", { acl: acl("auth::31") }),
      ...everything(b, "/t"),
      b.auth("digest", "user:wrong"),
      b.getData("/t"),
      b.auth("digest", "user:secret"),
      ...everything(b, "/t"),
      b.whoAmI(),
    ],
  },
  {
    name: "permissions: who may read a list sees no passwords",
    steps: [
      a.auth("digest", "user:secret"),
      a.create("/t", { acl: acl("digest:user:x:1", "world:anyone:1", "digest:other:y:31") }),
      a.getACL("/t"),
      a.create("/u", { acl: acl("digest:user:hash:31", "world:anyone:17") }),
      a.getACL("/u"),
      b.getACL("/u"),
    ],
  },
  {
    name: "permissions: ip",
    steps: [
      a.create("/t", { acl: acl("ip:127.0.0.1:31") }),
      a.getData("/t"),
      a.create("/t/near", { acl: acl("ip:127.0.0.0/8:31") }),
      a.getData("/t/near"),
      a.create("/t/far", { acl: acl("ip:10.0.0.0/8:31") }),
      a.getData("/t/far"),
      a.create("/t/any", { acl: acl("ip:10.0.0.0/0:31") }),
      a.getData("/t/any"),
    ],
  },
  ...([
    ["digest", "user:secret"],
    ["digest", "user"],
    ["digest", ""],
    ["digest", ":"],
    ["digest", "user:"],
    ["digest", "a:b:c"],
    ["ip", "127.0.0.1"],
    ["ip", ""],
    ["world", "anyone"],
    ["auth", ""],
    ["x509", "CN=a"],
    ["sasl", "user"],
    ["super", ""],
    ["none", "x"],
    [null, "x"],
  ] as const).map(([scheme, secret]): Scenario => ({
    name: `auth: ${scheme} ${JSON.stringify(secret)}`,
    steps: [a.auth(scheme, secret), a.whoAmI()],
  })),
  {
    name: "auth: super",
    server: "extended",
    steps: [
      a.create("/t", { acl: acl("digest:x:y:31") }),
      a.getData("/t"),
      b.auth("digest", "super:wrong"),
      b.getData("/t"),
      b.auth("digest", "super:admin"),
      b.whoAmI(),
      ...everything(b, "/t"),
      b.setData("/zookeeper/config", "x", 99),
      b.delete("/zookeeper/config"),
    ],
  },
  {
    name: "auth: no super without its setting",
    steps: [
      b.create("/t", { acl: acl("digest:x:y:31") }),
      b.auth("digest", "super:admin"),
      b.whoAmI(),
      b.getData("/t"),
    ],
  },
  {
    name: "auth: a body that is none",
    steps: [a.raw(OpCode.auth, new Uint8Array(3)), a.whoAmI()],
  },
  { name: "sasl: a token", steps: [a.sasl("token"), a.whoAmI()] },
  { name: "sasl: an empty token", steps: [a.sasl(""), a.whoAmI()] },
];
