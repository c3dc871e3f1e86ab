import { expect, test } from "bun:test";
import { loadStartFiles } from "../../lib/broker/start_files.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";

const FILES = {
  "/server.properties": "broker.id=3\nlog.dirs=/kafka\n",
  "/other.properties": "broker.id=4\n",
  "/zoo.cfg": "dataDir=/d\nserver.1=a:1:2;2999\n",
  "/zookeeper.properties": "dataDir=/d\nclientPort=2182\n",
  "/odd": "clientPort=2183\ndataDir=/d\ndynamicConfigFile=/nofile",
};

function load(files: string[], zooCfg: string | null = null) {
  const disk = new MemoryFileSystem();
  for (const [path, text] of Object.entries(FILES)) {
    disk.replaceFile(path, new TextEncoder().encode(text));
  }
  return loadStartFiles({ files, zooCfg, overrides: [] }, disk).config;
}

test("a file is what its content says", () => {
  expect(load([])).toMatchObject({ brokerEnable: true, brokerId: -1 });
  expect(load(["/server.properties"])).toMatchObject({ brokerEnable: true, brokerId: 3 });
  expect(load(["/zookeeper.properties"])).toMatchObject({ brokerEnable: false });
  for (const files of [["/server.properties", "/zoo.cfg"], ["/zoo.cfg", "/server.properties"]]) {
    const config = load(files);
    expect(config).toMatchObject({ brokerEnable: true, brokerId: 3, logDirs: ["/kafka"] });
    expect(config.zookeeperListeners[0]?.port).toBe(2999);
  }
});

test("or what the option says", () => {
  const config = load(["/server.properties"], "/zookeeper.properties");
  expect([config.brokerId, config.zookeeperListeners[0]?.port]).toEqual([3, 2182]);
  expect(load([], "/zookeeper.properties").brokerEnable).toBe(false);
});

test("two of a kind, and what cannot be read, are refused", () => {
  expect(() => load(["/server.properties", "/other.properties"])).toThrow(
    "Cannot start with /server.properties and /other.properties: both read like a server",
  );
  expect(() => load(["/zoo.cfg", "/zookeeper.properties"])).toThrow("both read like a zoo.cfg");
  expect(() => load(["/nofile"])).toThrow("/nofile");
  expect(() => load(["/odd"])).toThrow("Cannot read the file");
});
