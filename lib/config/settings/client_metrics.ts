/**
 * Settings of client metrics subscriptions (KIP-714), as `kafka-client-metrics` sets them.
 *
 * @module
 */
import { int, list, type Setting } from "../setting.ts";

/** Time between two pushes where the subscription says none, in ms. */
export const DEFAULT_INTERVAL_MS = 300_000;

/** The rows. */
export const clientMetricsRows: readonly Setting[] = [
  int("interval.ms", DEFAULT_INTERVAL_MS).topic("Time between two pushes, from 100 to 3600000."),
  list("match", "").topic("Which clients are meant, as selector=pattern; empty means all."),
  list("metrics", "").topic("Beginnings of the metrics' names; * is all, empty is none."),
];
