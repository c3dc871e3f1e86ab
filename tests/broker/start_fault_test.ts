import { expect, test } from "bun:test";
import { StartError } from "../../lib/broker/start_error.ts";
import { startFault } from "../../lib/broker/start_fault.ts";
import { ForeignCoordinatorError } from "../../lib/broker/zookeeper_connect_check.ts";
import { ConfigError } from "../../lib/config/config_error.ts";
import { DiskFullError, LockedError } from "../../lib/io/file.ts";
import { BindError } from "../../lib/io/socket.ts";
import { ownUserName } from "../../lib/io/users.ts";

const fault = {
  file: "server.properties",
  line: 3,
  key: "broker.id",
  value: "x",
  reason: "not a number",
  allowed: "an integer",
};

test.each([
  new ConfigError([fault]),
  new StartError("the folder is another broker's"),
  new LockedError("the folder is in use"),
  new BindError("the port is taken"),
  new ForeignCoordinatorError("zk1:2181", [2181]),
])("an error that says what to do comes as it is: %s", (error) => {
  expect(startFault(error)).toBe(`kedge: ${error.message}`);
});

test("an error of the system comes without a stack", () => {
  const error = Object.assign(new Error("ENOENT: no such file 'x.properties'"), { code: "ENOENT" });
  expect(startFault(error)).toBe("kedge: cannot start: ENOENT: no such file 'x.properties'");
});

test("a file of another user comes with both names", () => {
  const path = "/none/data";
  const error = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES", path });
  expect(startFault(error)).toBe(
    `kedge: cannot start: EACCES: permission denied. User ${ownUserName()} may not, it belongs to ` +
      "root.",
  );
});

test("a full disk comes without a stack", () => {
  const error = new DiskFullError("Cannot write /var/x: no space left on its file system");
  expect(startFault(error)).toBe(
    "kedge: cannot start: Cannot write /var/x: no space left on its file system. Free some space " +
      "on it.",
  );
});

test("what nobody expected comes with its stack", () => {
  const text = startFault(new TypeError("x is not a function"));
  expect(text).toStartWith("kedge: cannot start: ");
  expect(text).toContain("x is not a function");
  expect(text).toContain("start_fault_test.ts");
  expect(startFault("thrown text")).toBe("kedge: cannot start: thrown text");
});
