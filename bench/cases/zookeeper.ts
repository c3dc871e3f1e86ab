/**
 * The coordinator against Apache ZooKeeper: kazoo, one operation at a time and 20,000 in flight.
 *
 * @module
 */
import { join } from "node:path";
import type { Bench, BenchCase } from "../bench.ts";
import { costOf, waitForQuiet } from "../machine.ts";
import { KedgeServer } from "../servers/kedge_server.ts";
import { ZooKeeperServer } from "../servers/zookeeper_server.ts";
import { mustRun } from "../../tests/conformance/process.ts";
import { python } from "../../tests/conformance/tools/python.ts";

const RUNS_MAX = 3;

async function run(bench: Bench): Promise<void> {
  const kedge = bench.keep(new KedgeServer());
  await kedge.start();
  const servers = [{ name: "kedge", pid: kedge.pid, address: kedge.zookeeper }];
  if (bench.options.isAgainstKafka) {
    const apache = bench.keep(await ZooKeeperServer.make());
    await apache.start();
    servers.push({ name: "zookeeper", pid: apache.pid, address: apache.address });
  }
  const interpreter = await python("kazoo-2.11.0");
  const script = join(import.meta.dirname, "zookeeper.py");
  for (let index = 0; index <= Math.min(bench.options.runs, RUNS_MAX); index++) {
    for (const { name, pid, address } of servers) {
      await waitForQuiet([pid]);
      const command = [interpreter, script, address, String(bench.options.scale)];
      const { result, cost } = await costOf(pid, () => mustRun(command, { timeoutMs: 600_000 }));
      const { othersShare, serverCpuSeconds } = cost;
      const place = { server: name, phase: index === 0 ? "cold" : "warm", othersShare } as const;
      const found = JSON.parse(result.stdout) as Record<string, Record<string, number>>;
      for (const [operation, values] of Object.entries(found)) {
        bench.record({ case: `znode ${operation}`, ...place, values });
      }
      bench.record({ case: "znodes, all of it", ...place, values: { serverCpuSeconds } });
    }
  }
}

export const zookeeper: BenchCase = { name: "zookeeper", about: "znodes, with kazoo", run };
