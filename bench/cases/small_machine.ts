/**
 * A small machine: 10 GiB are written to and read from a kedge that has 512 MiB of memory, page
 * cache included, while 2 GiB of them are kept on disk. It must not be killed; how fast it goes and
 * what memory it needs are the figures. Needs root, to make a control group.
 *
 * @module
 */
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { kedgeCommand } from "../../tests/conformance/broker/kedge.ts";
import { passageSettings, passThrough } from "../../tests/conformance/small_machine/passage.ts";
import { MemoryGroup } from "../../tests/conformance/tools/memory_group.ts";
import type { Bench, BenchCase } from "../bench.ts";
import { costOf } from "../machine.ts";
import { KedgeServer } from "../servers/kedge_server.ts";

const MEMORY_BYTES = 512 << 20;
const PASSED_BYTES = 10 * 2 ** 30;
const RECORD_BYTES = 1000;
const ROUNDS = 10;
const ROUND_LIMIT_MS = 600_000;
const KEPT_BYTES = 2 ** 31;
const SEGMENT_BYTES = 64 << 20;
/** What is kept, segments on their way out, and a round that retention has not seen yet. */
const DISK_BYTES = 2 * KEPT_BYTES;

async function run(bench: Bench): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < DISK_BYTES) {
    throw new Error(`Cannot keep ${KEPT_BYTES} bytes in ${tmpdir()}: ${bavail * bsize} are free`);
  }
  const group = MemoryGroup.make(`kedge-bench-${process.pid}`, MEMORY_BYTES);
  if (typeof group === "string") throw new Error(`Cannot bound memory: ${group}`);
  const command = kedgeCommand();
  const settings = passageSettings({ keptBytes: KEPT_BYTES, segmentBytes: SEGMENT_BYTES });
  const server = bench.keep(
    new KedgeServer("kedge", settings, { command: group.command(command) }),
  );
  try {
    await server.start();
    const { pid, address } = server;
    const bytes = bench.scaled(PASSED_BYTES);
    const passage = {
      bytes,
      recordBytes: RECORD_BYTES,
      rounds: ROUNDS,
      roundLimitMs: ROUND_LIMIT_MS,
    };
    const { result, cost } = await costOf(
      pid,
      () => passThrough({ command, bootstrap: address, pid, group, ...passage }),
    );
    const { oomKills, bytesMax } = group.reading();
    if (oomKills > 0) throw new Error(`The kernel killed ${oomKills} processes of the group`);
    const [first = NaN] = result.anonymousByRound;
    const values = {
      mibPerSecond: result.producedMibPerSecond,
      serverCpuSeconds: cost.serverCpuSeconds,
      anonymousMaxMib: result.anonymousMib,
      anonymousFirstMib: first,
      anonymousLastMib: result.anonymousByRound.at(-1) ?? NaN,
      groupMaxMib: bytesMax / (1 << 20),
    };
    const { othersShare } = cost;
    bench.record({
      case: "10 GiB in 512 MiB",
      server: "kedge",
      phase: "cold",
      values,
      othersShare,
    });
    await server.stop();
  } finally {
    await bench.removeServers();
    group.remove();
  }
}

export const smallMachine: BenchCase = {
  name: "small-machine",
  about: "10 GiB written and read in 512 MiB of memory",
  run,
};
