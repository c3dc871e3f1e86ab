/**
 * The checks of `kedge doctor`, in the order in which they are made: what takes long comes last.
 *
 * @module
 */
import { addresses } from "./addresses.ts";
import type { Check } from "./check.ts";
import { clock } from "./clock.ts";
import { dataFolders } from "./data_folders.ts";
import { disks } from "./disks.ts";
import { limits } from "./limits.ts";
import { partitions } from "./partitions.ts";
import { ports } from "./ports.ts";

export const checks: readonly Check[] = [
  ports,
  addresses,
  disks,
  limits,
  clock,
  dataFolders,
  partitions,
];
