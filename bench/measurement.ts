/**
 * What a case measured, and what it was to reach.
 *
 * @module
 */

/** "cold" is the first run of a server that has just been started, "warm" every later one. */
export type Phase = "cold" | "warm";

/** One run of one case against one server. */
export interface Measurement {
  case: string;
  server: string;
  phase: Phase;
  /** By metric, whose last word is the unit: recordsPerSecond, serverCpuSeconds, medianMs. */
  values: Readonly<Record<string, number>>;
  /** Share of the machine, 0 to 1, that others used meanwhile. */
  othersShare: number;
}

/** A figure to reach. */
export interface Target {
  case: string;
  metric: string;
  phase: Phase;
  /** kedge's value itself, or kedge's divided by that of the server it is compared with. */
  of: "value" | "ratio";
  atLeast?: number;
  atMost?: number;
}
