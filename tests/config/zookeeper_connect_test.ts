import { expect, test } from "bun:test";
import {
  parseZookeeperConnect,
  type ZookeeperConnect,
  zookeeperServers,
} from "../../lib/config/zookeeper_connect.ts";

const local = { host: "localhost", port: 2181 };

const rows: readonly (readonly [string, ZookeeperConnect | null])[] = [
  ["localhost:2181", { hosts: [local], chroot: "" }],
  ["localhost", { hosts: [local], chroot: "" }],
  ["localhost:2181/", { hosts: [local], chroot: "" }],
  ["localhost:2181/a/b", { hosts: [local], chroot: "/a/b" }],
  [
    "zk1:2181, zk2:2182/gcp-kafka",
    { hosts: [{ host: "zk1", port: 2181 }, { host: "zk2", port: 2182 }], chroot: "/gcp-kafka" },
  ],
  ["[::1]:2182/k", { hosts: [{ host: "::1", port: 2182 }], chroot: "/k" }],
  ["", { hosts: [], chroot: "" }],
  ["/kafka", { hosts: [], chroot: "/kafka" }],
  ["a:1,,b:2", null],
  ["a:x", null],
  ["a:70000", null],
  ["a:1/b//c", null],
  ["a:1/b/", null],
];

test.each(rows)("parseZookeeperConnect() reads %p", (text, connect) => {
  expect(parseZookeeperConnect(text)).toEqual(connect);
  expect(zookeeperServers.check("zookeeper.connect", text, text)).toBe(
    connect === null
      ? `Invalid value ${text} for configuration zookeeper.connect: Not a list of ZooKeeper servers`
      : null,
  );
});
