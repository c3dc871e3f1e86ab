/**
 * The tables, in the order in which they run: later ones find what earlier ones left.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { aclCalls } from "./acls.ts";
import { clusterCalls } from "./cluster.ts";
import { configCalls } from "./configs.ts";
import { consoleCalls } from "./console.ts";
import { dumpLogCalls } from "./dump_log.ts";
import { groupCalls } from "./groups.ts";
import { offsetCalls } from "./offsets.ts";
import { partitionCalls } from "./partitions.ts";
import { performanceCalls } from "./performance.ts";
import { quotaCalls } from "./quotas.ts";
import { shareGroupCalls } from "./share_groups.ts";
import { storageCalls } from "./storage.ts";
import { topicCalls } from "./topics.ts";
import { transactionCalls } from "./transactions.ts";

export const tables: readonly CallTable[] = [
  topicCalls,
  groupCalls,
  consoleCalls,
  configCalls,
  quotaCalls,
  offsetCalls,
  partitionCalls,
  clusterCalls,
  transactionCalls,
  shareGroupCalls,
  aclCalls,
  performanceCalls,
  dumpLogCalls,
  storageCalls,
];
