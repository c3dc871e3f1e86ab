/**
 * A znode's stat as the ZooKeeper shell prints it.
 *
 * @module
 */

import type { Stat } from "../../zookeeper/protocol/data_records.ts";

/** Eleven lines. */
export function statText(stat: Stat): string {
  return [
    `cZxid = ${hex(stat.czxid)}`,
    `ctime = ${javaDate(Number(stat.ctime))}`,
    `mZxid = ${hex(stat.mzxid)}`,
    `mtime = ${javaDate(Number(stat.mtime))}`,
    `pZxid = ${hex(stat.pzxid)}`,
    `cversion = ${stat.cversion}`,
    `dataVersion = ${stat.version}`,
    `aclVersion = ${stat.aversion}`,
    `ephemeralOwner = ${hex(stat.ephemeralOwner)}`,
    `dataLength = ${stat.dataLength}`,
    `numChildren = ${stat.numChildren}`,
    "",
  ].join("\n");
}

function hex(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16)}`;
}

const DATE = new Intl.DateTimeFormat("en-US", {
  weekday: "short",
  month: "short",
  day: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
});

/** As Date.toString: `Sat Nov 21 09:39:47 UTC 2026`, in the machine's time zone. */
export function javaDate(timestampMs: number): string {
  const parts = new Map(DATE.formatToParts(timestampMs).map(({ type, value }) => [type, value]));
  const at = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const time = `${at("hour")}:${at("minute")}:${at("second")}`;
  return `${at("weekday")} ${at("month")} ${at("day")} ${time} ${at("timeZoneName")} ${at("year")}`;
}
