/**
 * All command lines, in the order in which they run: each finds what the ones before left.
 *
 * @module
 */
import type { CommandLine } from "../command_line.ts";
import { configLines, quotaLines } from "./configs.ts";
import { consoleLines } from "./console.ts";
import { groupLines } from "./groups.ts";
import { reassignLines } from "./reassign.ts";
import { recordLines } from "./records.ts";
import { storageLines } from "./storage.ts";
import { topicLines } from "./topics.ts";
import { stateLines, zookeeperLines } from "./zookeeper.ts";

export const commandLines: readonly CommandLine[] = [
  ...topicLines,
  ...consoleLines,
  ...groupLines,
  ...configLines,
  ...recordLines,
  ...stateLines,
  ...reassignLines,
  ...quotaLines,
  ...storageLines,
  ...zookeeperLines,
];
