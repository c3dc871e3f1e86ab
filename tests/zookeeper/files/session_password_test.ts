import { describe, expect, test } from "bun:test";
import { zookeeperPassword } from "../../../lib/zookeeper/files/session_password.ts";
import { expectedOf, RELEASES } from "./golden_files.ts";

describe("zookeeperPassword", () => {
  for (const release of RELEASES) {
    test(`is the one that ZooKeeper ${release} gave`, () => {
      const { session, password } = expectedOf(release);
      const made = zookeeperPassword(BigInt.asIntN(64, BigInt(session)));
      expect(Buffer.from(made).toString("base64")).toBe(password);
    });
  }

  test("differs from session to session", () => {
    const made = [1n, 2n, 1n << 40n, -1n].map((id) => zookeeperPassword(id).toHex());
    expect(new Set(made).size).toBe(made.length);
  });
});
