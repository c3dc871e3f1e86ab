import { expect, test } from "bun:test";
import { javaDate, statText } from "../../../lib/cli/zookeeper/stat_text.ts";

test("a stat has eleven lines", () => {
  const text = statText({
    czxid: 0x153n,
    ctime: 0n,
    mzxid: 0x15cn,
    mtime: 0n,
    pzxid: 0x156n,
    cversion: 3,
    version: 2,
    aversion: 1,
    ephemeralOwner: -1n,
    dataLength: 5,
    numChildren: 4,
  });
  const lines = text.split("\n").filter((line) => !line.includes("time"));
  expect(lines).toEqual([
    "cZxid = 0x153",
    "mZxid = 0x15c",
    "pZxid = 0x156",
    "cversion = 3",
    "dataVersion = 2",
    "aclVersion = 1",
    "ephemeralOwner = 0xffffffffffffffff",
    "dataLength = 5",
    "numChildren = 4",
    "",
  ]);
});

test("dates are as Java prints them", () => {
  expect(javaDate(Date.UTC(2026, 10, 21, 6, 7, 50))).toMatch(
    /^(Fri|Sat|Sun) Nov 2[012] \d\d:\d7:50 \S+ 2026$/,
  );
});
