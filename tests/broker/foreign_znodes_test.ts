import { expect, test } from "bun:test";
import { requireNoForeignZnodes } from "../../lib/broker/foreign_znodes.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";

function check(...files: string[]): void {
  const disk = new MemoryFileSystem();
  for (const path of files) {
    disk.makeFolder(path.slice(0, path.lastIndexOf("/")));
    if (!path.endsWith("/")) disk.replaceFile(path, new Uint8Array(1));
  }
  const zooCfg = { name: "zoo.cfg", text: "dataDir=/d\nclientPort=2181", readText: () => null };
  requireNoForeignZnodes(loadServerConfig({ zooCfg }).config, disk);
}

test("the znodes of an Apache ZooKeeper are not passed over", () => {
  for (const name of ["snapshot.0", "log.1f", "snapshot.9.gz"]) {
    expect(() => check(`/d/version-2/${name}`)).toThrow(
      `Cannot start empty beside /d/version-2/${name}: an Apache ZooKeeper has left its znodes ` +
        "there, and kedge keeps its own in /d/kedge. Take them over with `kedge zookeeper import " +
        "--data-dir /d --into /d/kedge`; or, to begin without them, make the folder: " +
        "mkdir /d/kedge",
    );
  }
});

test("where kedge has its own, or there are none, it starts", () => {
  check();
  check("/d/myid");
  check("/d/version-2/");
  check("/d/version-2/currentEpoch");
  check("/d/version-2/snapshot.0", "/d/kedge/");
});

test("a broker's folder is another matter", () => {
  const disk = new MemoryFileSystem();
  disk.makeFolder("/version-2");
  disk.replaceFile("/version-2/snapshot.0", new Uint8Array(1));
  requireNoForeignZnodes(loadServerConfig({ overrides: ["log.dirs=/d"] }).config, disk);
});
