import { expect, test } from "bun:test";
import { configPath } from "../../../lib/cli/zookeeper_server/places.ts";
import { MemoryHost } from "./memory_host.ts";

function pathIn(
  host: MemoryHost,
  given: { named?: string; configFolder?: string } = {},
): string {
  return configPath(host, {
    named: given.named ?? undefined,
    configFolder: given.configFolder ?? undefined,
  });
}

test("a path is taken as it is, a name in the folder of configurations", () => {
  const host = new MemoryHost();
  host.variables["ZOOCFGDIR"] = "/conf";
  expect(pathIn(host)).toBe("/conf/zoo.cfg");
  expect(pathIn(host, { named: "two.cfg" })).toBe("/conf/two.cfg");
  expect(pathIn(host, { named: "etc/two.cfg" })).toBe("etc/two.cfg");
  expect(pathIn(host, { configFolder: "/other" })).toBe("/other/zoo.cfg");
  host.variables["ZOOCFG"] = "three.cfg";
  expect(pathIn(host)).toBe("/conf/three.cfg");
});

test("without a folder it is looked for beside the script, then where it usually is", () => {
  const host = new MemoryHost();
  expect(pathIn(host)).toBe("zoo.cfg");
  host.write("/etc/zookeeper/zoo.cfg", "");
  expect(pathIn(host)).toBe("/etc/zookeeper/zoo.cfg");
  host.invokedAs = "/opt/zk/bin/zkServer.sh";
  host.write("/opt/zk/bin/../conf/zoo.cfg", "");
  expect(pathIn(host)).toBe("/opt/zk/bin/../conf/zoo.cfg");
  host.invokedAs = "zkServer.sh";
  host.variables["PATH"] = "/bin:/opt/zk/bin";
  host.write("/opt/zk/bin/zkServer.sh", "");
  expect(pathIn(host)).toBe("/opt/zk/bin/../conf/zoo.cfg");
});
