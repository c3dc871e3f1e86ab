import { expect, test } from "bun:test";
import { ErrorCode, errorName, KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";

test("codes have their names", () => {
  expect(errorName(-101)).toBe("NONODE");
  expect(errorName(-4711)).toBe("error -4711");
});

test("an error says its code and path", () => {
  expect(new KeeperError(ErrorCode.NODEEXISTS, "/a").message).toBe("NODEEXISTS (-110) for /a");
  expect(new KeeperError(ErrorCode.SYSTEMERROR).message).toBe("SYSTEMERROR (-1)");
});
