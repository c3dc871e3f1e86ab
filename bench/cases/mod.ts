/**
 * The list of cases, in the order in which they run.
 *
 * @module
 */
import type { BenchCase } from "../bench.ts";
import { compaction } from "./compaction.ts";
import { connections } from "./connections.ts";
import { flush } from "./flush.ts";
import { groupFirstMessage } from "./group_first_message.ts";
import { idle } from "./idle.ts";
import { kafkaPythonLoop } from "./kafka_python_loop.ts";
import { latency } from "./latency.ts";
import { latencyTool } from "./latency_tool.ts";
import { manyClients } from "./many_clients.ts";
import { manyTopics } from "./many_topics.ts";
import { manyZnodes } from "./many_znodes.ts";
import { scripts } from "./scripts.ts";
import { sessions } from "./sessions.ts";
import { smallMachine } from "./small_machine.ts";
import { startUp } from "./start_up.ts";
import { throughput } from "./throughput.ts";
import { transactions } from "./transactions.ts";
import { znodes } from "./znodes.ts";
import { zookeeper } from "./zookeeper.ts";

export const benchCases: readonly BenchCase[] = [
  flush,
  startUp,
  idle,
  throughput,
  latencyTool,
  latency,
  kafkaPythonLoop,
  groupFirstMessage,
  transactions,
  manyClients,
  connections,
  zookeeper,
  znodes,
  sessions,
  manyZnodes,
  manyTopics,
  compaction,
  smallMachine,
  scripts,
];
