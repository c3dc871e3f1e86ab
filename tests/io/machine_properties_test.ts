import { expect, test } from "bun:test";
import { machineProperties } from "../../lib/io/machine_properties.ts";

test("machine properties have the names that ZooKeeper's envi shows, in its order", () => {
  const properties = new Map(machineProperties());
  expect([...properties.keys()]).toEqual([
    "host.name",
    "java.version",
    "java.vendor",
    "java.home",
    "java.class.path",
    "java.library.path",
    "java.io.tmpdir",
    "java.compiler",
    "os.name",
    "os.arch",
    "os.version",
    "user.name",
    "user.home",
    "user.dir",
    "os.memory.free",
    "os.memory.max",
    "os.memory.total",
  ]);
  expect(properties.get("java.version")).toBe("<NA>");
  expect(properties.get("user.dir")).toBe(process.cwd());
  expect(properties.get("os.memory.total")).toMatch(/^[1-9]\d*MB$/);
});
