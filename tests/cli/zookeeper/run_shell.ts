/**
 * Runs the ZooKeeper shell against a small server in memory.
 *
 * @module
 */

import { expect } from "bun:test";
import { zookeeperShell } from "../../../lib/cli/zookeeper_shell.ts";
import { MemoryKafka } from "../../client/memory_kafka.ts";
import { withTime } from "../../client/run_clock.ts";
import { SmallZooKeeper } from "../../zookeeper/client/small_zookeeper.ts";
import { environmentOf, RecordingTerminal } from "../recording_terminal.ts";

export const CONNECTED = "\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\n";
export const OPENING = `Connecting to zk:2181\n${CONNECTED}`;

export async function runShell(server: SmallZooKeeper, args: readonly string[], input = "") {
  const kafka = new MemoryKafka();
  const terminal = new RecordingTerminal(input);
  const environment = { ...environmentOf(kafka), network: server.network };
  const running = zookeeperShell.run(args, terminal, environment);
  const exitCode = await withTime(kafka.clock, running);
  expect(kafka.clock.pending).toBe(0);
  return { exitCode, out: terminal.out, err: terminal.err, both: terminal.both };
}

/** Runs lines of standard input; what the opening prints is left out. */
export async function runLines(server: SmallZooKeeper, ...input: string[]) {
  const result = await runShell(server, ["zk:2181"], `${input.join("\n")}\n`);
  const opening = "Connecting to zk:2181\nWelcome to ZooKeeper!\nJLine support is disabled\n" +
    CONNECTED;
  expect(result.both.slice(0, opening.length)).toBe(opening);
  return { ...result, both: result.both.slice(opening.length) };
}
