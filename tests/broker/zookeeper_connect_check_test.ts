import { describe, expect, test } from "bun:test";
import { hostname } from "node:os";
import {
  ForeignCoordinatorError,
  requireOwnCoordinator,
} from "../../lib/broker/zookeeper_connect_check.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";

function check(connect: string, listeners = "zookeeper://0.0.0.0:2181"): void {
  const overrides = [`zookeeper.connect=${connect}`, `zookeeper.listeners=${listeners}`];
  requireOwnCoordinator(loadServerConfig({ overrides }).config);
}

describe("zookeeper.connect", () => {
  test("may name this machine, by any of its names", () => {
    for (const host of ["localhost", "127.0.0.1", hostname(), hostname().toUpperCase()]) {
      expect(() => check(`${host}:2181/kafka`)).not.toThrow();
    }
  });

  test("may name any port where the coordinator takes a free one", () => {
    expect(() => check("localhost:3333", "zookeeper://127.0.0.1:0")).not.toThrow();
  });

  test("must not name another machine", () => {
    expect(() => check("localhost:2181,zk2.invalid:2181/kafka")).toThrow(ForeignCoordinatorError);
    expect(() => check("zk2.invalid:2181")).toThrow(
      "Cannot use zookeeper.connect=zk2.invalid:2181: kedge holds the znodes itself, on port 2181 ",
    );
  });

  test("must not name a port of this machine that is not the coordinator's", () => {
    expect(() => check("localhost:2182", "zookeeper://127.0.0.1:2181")).toThrow("localhost:2182");
  });
});
