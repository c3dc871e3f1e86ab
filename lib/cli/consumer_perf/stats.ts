/**
 * The figures of a run of kafka-consumer-perf-test.sh, in its columns.
 *
 * @module
 */

import type { DateFormat } from "../java_date_format.ts";

const MIB = 1024 * 1024;
const COLUMNS = "data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, " +
  "rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec";

/** The heading of the columns. */
export function statsHeader(shows: "intervals" | "whole"): string {
  return `${shows === "whole" ? "start.time, end.time" : "time, threadId"}, ${COLUMNS}`;
}

/** What came, and when. */
export interface Consumed {
  readonly startMs: number;
  readonly endMs: number;
  readonly bytes: number;
  readonly records: number;
  /** Spent on joining the group, in ms. */
  readonly joinMs: number;
}

/** The row of the whole run. */
export function totalRow(whole: Consumed, dateFormat: DateFormat): string {
  const { startMs, endMs, joinMs } = whole;
  const mib = whole.bytes / MIB;
  const fetchMs = endMs - startMs - joinMs;
  return [
    dateFormat(startMs),
    dateFormat(endMs),
    mib.toFixed(4),
    rate(mib, endMs - startMs),
    whole.records,
    rate(whole.records, endMs - startMs),
    joinMs,
    fetchMs,
    rate(mib, fetchMs),
    rate(whole.records, fetchMs),
  ].join(", ");
}

/** The row of one interval; `whole` is what came up to its end. */
export function intervalRow(
  { interval, whole }: { interval: Consumed; whole: Consumed },
  dateFormat: DateFormat,
): string {
  const { startMs, endMs, joinMs } = interval;
  const mib = interval.bytes / MIB;
  const fetchMs = endMs - startMs - joinMs;
  return [
    dateFormat(endMs),
    0,
    (whole.bytes / MIB).toFixed(4),
    rate(mib, endMs - startMs),
    whole.records,
    rate(interval.records, endMs - startMs),
    joinMs,
    fetchMs,
    fetchMs <= 0 ? "0.0000" : rate(mib, fetchMs),
    fetchMs <= 0 ? "0.0000" : rate(interval.records, fetchMs),
  ].join(", ");
}

/** Per second. */
function rate(amount: number, elapsedMs: number): string {
  const perSecond = amount / (elapsedMs / 1000);
  return Number.isFinite(perSecond) ? perSecond.toFixed(4) : String(perSecond);
}
