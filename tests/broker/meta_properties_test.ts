import { beforeEach, expect, test } from "bun:test";
import {
  brokerIdFault,
  readMetaProperties,
  writeMetaProperties,
} from "../../lib/broker/meta_properties.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";

const PATH = "/data/meta.properties";

let files: MemoryFileSystem;

beforeEach(() => {
  files = new MemoryFileSystem();
  files.makeFolder("/data");
});

function text(): string {
  return new TextDecoder().decode(files.readFile(PATH));
}

test("a folder without the file belongs to nobody", () => {
  expect(readMetaProperties(files, "/data")).toEqual({ brokerId: null, clusterId: null });
});

test("what is written is read back, in Kafka's form", () => {
  writeMetaProperties(files, "/data", { brokerId: 4, clusterId: "AAAAAAAAAAAAAAAAAAAAAA" });
  expect(text()).toBe("#\nversion=0\nbroker.id=4\ncluster.id=AAAAAAAAAAAAAAAAAAAAAA\n");
  expect(readMetaProperties(files, "/data"))
    .toEqual({ brokerId: 4, clusterId: "AAAAAAAAAAAAAAAAAAAAAA" });
});

test("a file that is there stays as it is", () => {
  files.replaceFile(PATH, Buffer.from("version=0\nbroker.id=2\ncluster.id=c\n"));
  writeMetaProperties(files, "/data", { brokerId: 4, clusterId: "d" });
  expect(readMetaProperties(files, "/data")).toEqual({ brokerId: 2, clusterId: "c" });
});

test("a KRaft broker's folder is read by its node.id", () => {
  files.replaceFile(PATH, Buffer.from("version=1\nnode.id=3\ncluster.id=c\n"));
  expect(readMetaProperties(files, "/data").brokerId).toBe(3);
});

test("a file that was damaged is refused, whatever the settings say", () => {
  files.replaceFile(PATH, Buffer.from("version=0\nbroker.id=1x\ncluster.id=c\n"));
  const { brokerId } = readMetaProperties(files, "/data");
  for (const configured of [-1, 1]) {
    expect(brokerIdFault(configured, { brokerId, folder: "/data" })).toContain(
      "the broker.id in its meta.properties is no number",
    );
  }
});

test("another broker's folder is refused, with what to set", () => {
  expect(brokerIdFault(1, { brokerId: 2, folder: "/data" })).toBe(
    "Cannot use data folder /data: it belongs to broker 2, and broker.id is 1. " +
      "Set broker.id=2, or choose another log.dirs.",
  );
  expect(brokerIdFault(2, { brokerId: 2, folder: "/data" })).toBeNull();
  expect(brokerIdFault(1, { brokerId: null, folder: "/data" })).toBeNull();
  // -1: the broker takes the folder's id.
  expect(brokerIdFault(-1, { brokerId: 2, folder: "/data" })).toBeNull();
});
