/** Quotas: limits under /zookeeper/quota, what is used beside them. */
import type { Scenario, Step } from "../scenario.ts";
import { client, member } from "../step.ts";

const a = client("a");

function parents(path: string): Step[] {
  const names = `/zookeeper/quota${path}`.split("/").slice(3);
  return names.map((_, i) => a.create(`/zookeeper/quota/${names.slice(0, i + 1).join("/")}`));
}

/** Sets a quota as zkCli's setquota does. */
function quota(path: string, limits: string): Step[] {
  return [
    ...parents(path),
    a.create(`/zookeeper/quota${path}/zookeeper_limits`, { data: limits }),
    a.create(`/zookeeper/quota${path}/zookeeper_stats`, { data: "count=0,bytes=0" }),
  ];
}

const used = (path: string) => a.getData(`/zookeeper/quota${path}/zookeeper_stats`);

/** Changes to a tree, with its use after each. */
const CHANGES = [
  a.create("/t/a", { data: "12345" }),
  used("/t"),
  a.create("/t/a/b", { data: "123" }),
  used("/t"),
  a.setData("/t/a", "1234567"),
  used("/t"),
  a.setData("/t/a", null),
  used("/t"),
  a.create("/t/s-", { flags: 2 }),
  a.create("/t/e", { flags: 1, data: "1" }),
  used("/t"),
  a.multi(member.create("/t/m", { data: "12" }), member.setData("/t/m", "1")),
  used("/t"),
  a.delete("/t/a/b"),
  a.delete("/t/m"),
  used("/t"),
];

type Kind = "default" | "extended";

function byLimit(server: Kind): Scenario[] {
  const limits = [
    "count=3,bytes=-1",
    "count=-1,bytes=10",
    "count=3,bytes=10",
    "count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=-1",
    "count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=3",
    "count=1,bytes=1=;byteHardLimit=10;countHardLimit=4",
    "",
  ];
  return limits.map((limit): Scenario => ({
    name: `quota on ${server}: ${limit}`,
    server,
    steps: [a.create("/t"), ...quota("/t", limit), used("/t"), ...CHANGES],
  }));
}

function byPlace(server: Kind): Scenario[] {
  return [
    {
      name: `quota on ${server}: of a tree that has nodes already`,
      server,
      steps: [
        a.create("/t", { data: "1" }),
        a.create("/t/a", { data: "22" }),
        a.create("/t/a/b", { data: "333" }),
        a.create("/tt", { data: "4444" }),
        ...quota("/t", "count=2,bytes=5=;byteHardLimit=5;countHardLimit=2"),
        used("/t"),
        a.setData("/t/a", "2"),
        a.setData("/t/a", "2222"),
        a.create("/t/c"),
        a.delete("/t/a/b"),
        a.create("/t/c"),
        used("/t"),
      ],
    },
    {
      name: `quota on ${server}: the nearest one counts`,
      server,
      steps: [
        a.create("/t"),
        a.create("/t/a"),
        ...quota("/t", "count=100,bytes=-1=;byteHardLimit=-1;countHardLimit=4"),
        a.create("/zookeeper/quota/t/a"),
        a.create("/zookeeper/quota/t/a/zookeeper_limits", { data: "count=1,bytes=-1" }),
        a.create("/zookeeper/quota/t/a/zookeeper_stats", { data: "count=0,bytes=0" }),
        a.create("/t/a/b"),
        a.create("/t/c"),
        a.create("/t/d"),
        a.create("/t/e"),
        used("/t"),
        used("/t/a"),
        a.delete("/zookeeper/quota/t/a/zookeeper_limits"),
        a.create("/t/a/c"),
        used("/t"),
        used("/t/a"),
      ],
    },
  ];
}

function byChange(server: Kind): Scenario[] {
  return [
    {
      name: `quota on ${server}: limits that change, and go`,
      server,
      steps: [
        a.create("/t"),
        ...quota("/t", "count=1,bytes=-1=;byteHardLimit=-1;countHardLimit=1"),
        a.create("/t/a"),
        a.setData("/zookeeper/quota/t/zookeeper_limits", "count=5,bytes=-1=;countHardLimit=5"),
        a.create("/t/a"),
        used("/t"),
        a.delete("/zookeeper/quota/t/zookeeper_stats"),
        a.create("/t/b"),
        a.delete("/zookeeper/quota/t/zookeeper_limits"),
        a.create("/t/c"),
        a.getChildren2("/t"),
      ],
    },
    {
      name: `quota on ${server}: a multi past it`,
      server,
      steps: [
        a.create("/t"),
        ...quota("/t", "count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=3"),
        a.multi(member.create("/t/a"), member.create("/t/b"), member.create("/t/c")),
        used("/t"),
        a.create("/t/d"),
        a.multi(member.setData("/t", "x"), member.create("/t/d")),
        used("/t"),
      ],
    },
  ];
}

export const quotas: readonly Scenario[] = (["default", "extended"] as const).flatMap((server) => [
  ...byLimit(server),
  ...byPlace(server),
  ...byChange(server),
]);
