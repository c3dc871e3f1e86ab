/**
 * A machine with little memory: the compiled binary in a control group passes on many times what
 * it may hold, page cache included, and is not killed. The long form, with figures, is a case of
 * the benchmark (`npm run bench -- --cases small-machine`).
 *
 * @module
 */
import { Kedge, kedgeCommand } from "../broker/kedge.ts";
import type { Context, Suite } from "../suite.ts";
import { MemoryGroup } from "../tools/memory_group.ts";
import { passageSettings, passThrough } from "./passage.ts";

const MEMORY_BYTES = 128 << 20;
const PASSED_BYTES = 1 << 30;
const SETTINGS = passageSettings({ keptBytes: 384 << 20, segmentBytes: 16 << 20 });

async function run({ report }: Context): Promise<void> {
  const name = "1 GiB passes through 128 MiB of memory, page cache included";
  const group = MemoryGroup.make(`kedge-small-machine-${process.pid}`, MEMORY_BYTES);
  if (typeof group === "string") {
    report.skip(name, group);
    return;
  }
  const command = kedgeCommand();
  const kedge = new Kedge({ command: group.command(command), overrides: SETTINGS });
  try {
    await report.check(name, async () => {
      await kedge.start();
      const { pid, bootstrap } = kedge;
      const passage = { bytes: PASSED_BYTES, recordBytes: 8000, rounds: 4, roundLimitMs: 120_000 };
      const result = await passThrough({ command, bootstrap, pid, group, ...passage });
      const { oomKills, bytesMax } = group.reading();
      if (oomKills > 0) throw new Error(`the kernel killed ${oomKills} processes of the group`);
      console.log(
        `     ${result.producedMibPerSecond.toFixed(0)} MiB/s, anonymous memory at most ` +
          `${result.anonymousMib.toFixed(0)} MiB, the group's ${
            (bytesMax / (1 << 20)).toFixed(0)
          } MiB`,
      );
    });
    await report.check("it ends cleanly there", async () => await kedge.terminate());
  } finally {
    await kedge.stop();
    group.remove();
  }
}

export const smallMachine: Suite = { name: "small_machine", server: "its own", run };
