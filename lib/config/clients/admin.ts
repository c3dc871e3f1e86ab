/**
 * Client settings of admin clients.
 *
 * @module
 */
import { atLeast, between } from "../rule.ts";
import { int, INT_MAX, list, long, type Setting, withoutEffect } from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const adminSettingRows: readonly Setting[] = [
  int("default.api.timeout.ms", 60000, atLeast(0)).readOnly("Longest time one call may take."),
  ...withoutEffect([
    list("bootstrap.controllers", "").readOnly(
      "Controllers to ask first; the scripts take --bootstrap-controller.",
    ),
    list("bootstrap.servers", "").readOnly(
      "Brokers to ask first; the scripts take --bootstrap-server.",
    ),
    long("metadata.max.age.ms", 300000, atLeast(0)).readOnly(
      "Metadata older than this is asked for again; scripts end before.",
    ),
    int("retries", INT_MAX, between(0, INT_MAX)).readOnly(
      "How often a call is repeated; default.api.timeout.ms bounds it here.",
    ),
  ]),
];
