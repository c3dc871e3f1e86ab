import { describe, expect, test } from "bun:test";
import {
  listLogs,
  listSnapshots,
  logsAfter,
  snapshotName,
  zxidText,
} from "../../../lib/zookeeper/files/file_form.ts";
import { diskWith, FOLDER } from "./golden_files.ts";

const NAMES = [
  "snapshot.0",
  "snapshot.a",
  "snapshot.100000001",
  "snapshot.100000001.gz",
  "snapshot.9.snappy",
  "snapshot.9.tmp",
  "snapshot.x",
  "snapshot.ffffffffffffffff",
  "log.1",
  "log.b",
  "log.100000001",
  "log.2.old",
  "kedge-export.tmp",
  "currentEpoch",
];
const files = diskWith(new Map(NAMES.map((name) => [name, new Uint8Array(1)])));

describe("names of ZooKeeper's files", () => {
  test("snapshots, newest first, whatever else lies there", () => {
    expect(listSnapshots(FOLDER, files).map(({ name }) => name)).toEqual([
      "snapshot.100000001",
      "snapshot.100000001.gz",
      "snapshot.a",
      "snapshot.9.snappy",
      "snapshot.0",
    ]);
    expect(listSnapshots("/nowhere", files)).toEqual([]);
  });

  test("logs, oldest first", () => {
    const logs = listLogs(FOLDER, files);
    expect(logs.map(({ name }) => name)).toEqual(["log.1", "log.b", "log.100000001"]);
    expect(logs[2]).toEqual({
      path: `${FOLDER}/log.100000001`,
      name: "log.100000001",
      zxid: 0x100000001,
    });
  });

  test.each([
    [0, ["log.1", "log.b", "log.100000001"]],
    [5, ["log.1", "log.b", "log.100000001"]],
    [10, ["log.b", "log.100000001"]],
    [0x30, ["log.b", "log.100000001"]],
    [0x100000000, ["log.100000001"]],
    [0x100000009, ["log.100000001"]],
  ])("logs that may go on after zxid %p", (zxid, names) => {
    expect(logsAfter(zxid, listLogs(FOLDER, files)).map(({ name }) => name)).toEqual(names);
  });

  test("zxids as ZooKeeper writes them", () => {
    expect(zxidText(0x500000012)).toBe("0x500000012");
    expect(snapshotName(0x500000012)).toBe("snapshot.500000012");
  });
});
