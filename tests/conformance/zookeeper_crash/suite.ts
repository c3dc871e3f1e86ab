/**
 * A linearizability check against the real process: clients of the coordinator write down what they
 * ask and are told while the server is killed, with kill -9, again and again; afterwards their
 * histories are judged. Two kinds of client, for what each can do best:
 *
 *   - kazoo, in processes of their own (clients.py): registers, sequential names, ephemeral znodes,
 *     watches; judged by themselves (check_*.ts)
 *   - the simulator's (tests/simulator/zookeeper), which pipeline and set their watches again after
 *     each kill; judged against the server's own log, transaction by transaction (wire_clients.ts)
 *
 * @module
 */
import { join } from "node:path";
import { SeededRandom } from "../../../lib/io/random.ts";
import { Kedge } from "../broker/kedge.ts";
import { Load } from "../crash/load.ts";
import { mustRun } from "../process.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";
import { until } from "../waiting.ts";
import { checkOwners } from "./check_owners.ts";
import { checkRegisters } from "./check_registers.ts";
import { checkSequences } from "./check_sequences.ts";
import { checkConnections } from "./check_watches.ts";
import { type Line, readHistory } from "./history.ts";
import { WireClients } from "./wire_clients.ts";

/** How often the server is killed. */
const KILLS = Number(process.env["KEDGE_CONFORMANCE_ZOOKEEPER_KILLS"] ?? 24);
/** Every this many kills, the next one comes while the server is still starting. */
const KILL_DURING_START_EVERY = 4;
/** Every this many kills, everybody must have got on before; the others come at any moment. */
const PROGRESS_EVERY = 6;
/** A kill comes at most this long after the server is up. */
const REST_MAX_MS = 700;
const ROOT = "/linearizable";
/** Two of the processes end well; the one between them dies with its sessions. */
const PROCESSES = ["first", "mortal", "last"];
const OVERRIDES = {
  "zookeeper.tickTime": "500",
  "zookeeper.maxSessionTimeout": "60000",
  "zookeeper.maxClientCnxns": "0",
  // Starts are from snapshots, while the log is kept whole for the judgement.
  "zookeeper.snapCount": "500",
  "zookeeper.autopurge.snapRetainCount": "100000",
};
const CHECKS: readonly (readonly [string, (lines: readonly Line[]) => void])[] = [
  ["registers are linearizable, and acknowledged writes are there", checkRegisters],
  ["sequential names are given once, in order, and are there", checkSequences],
  ["ephemeral znodes are there as long as their sessions", checkOwners],
  ["zxids never go back, watches are neither lost nor early", checkConnections],
];

async function run({ report: whole, scratch }: Context): Promise<void> {
  const seed = Number(process.env["KEDGE_CONFORMANCE_SEED"] ?? Date.now() % 1_000_000);
  console.log(`# histories under kill -9: ${KILLS} times, KEDGE_CONFORMANCE_SEED=${seed}`);
  const report = whole.within("linearizability");
  const kedge = await new Kedge({ overrides: OVERRIDES }).start();
  const address = kedge.zookeeper!;
  const program = [await python("kazoo-2.11.0"), join(import.meta.dirname, "clients.py"), address];
  function historyOf(name: string): string {
    return join(scratch, `${name}.jsonl`);
  }
  await mustRun([...program, ROOT, "prepare", historyOf("prepare"), "0"]);
  const loads = new Map(PROCESSES.map((name) => {
    const command = [...program, ROOT, name, historyOf(name), String(seed)];
    return [name, new Load(report, { name, command, checks: [] })];
  }));
  const wire = new WireClients(address, new SeededRandom(seed + 1));
  try {
    await report.check(`everybody goes on after each of ${KILLS} kills`, async () => {
      const options = { loads, wire, random: new SeededRandom(seed) };
      await killUnder(kedge, options);
      await loads.get("first")!.finish();
      await loads.get("last")!.finish();
      await wire.finish();
      await kedge.terminate();
    });
    if (report.failed.length === 0) await judge(report, { wire, kedge, historyOf });
  } finally {
    wire.close();
    for (const load of loads.values()) load.kill();
    if (report.failed.length > 0) console.log(kedge.lastWords());
    await kedge.stop();
  }
}

async function killUnder(
  kedge: Kedge,
  { loads, wire, random }: { loads: Map<string, Load>; wire: WireClients; random: SeededRandom },
): Promise<void> {
  wire.start();
  for (let kill = 1; kill <= KILLS; kill++) {
    if (kill % PROGRESS_EVERY === 1) await progress(loads, wire);
    await Bun.sleep(random.int(REST_MAX_MS));
    if (kill === Math.ceil(KILLS * 2 / 3)) {
      loads.get("mortal")!.kill();
      loads.delete("mortal");
    }
    await kedge.kill();
    if (kill % KILL_DURING_START_EVERY === 0) {
      kedge.launch();
      await Bun.sleep(random.int(200));
      await kedge.kill();
    }
    await kedge.start();
  }
  await progress(loads, wire);
}

/** Every client gets an answer that it did not have before. */
async function progress(loads: ReadonlyMap<string, Load>, wire: WireClients): Promise<void> {
  const before = new Map([...loads].map(([name, load]) => [name, load.acked]));
  const answered = wire.leastAnswered;
  await until("every client gets answers", () => {
    wire.check();
    if (wire.leastAnswered <= answered) return false;
    return [...loads].every(([name, load]) => load.acked > before.get(name)!);
  }, { limitMs: 30_000 });
}

async function judge(
  report: Report,
  run: { wire: WireClients; kedge: Kedge; historyOf: (name: string) => string },
): Promise<void> {
  const lines: Line[] = [];
  await report.check("the histories are whole", () => {
    for (const name of PROCESSES) {
      const more = readHistory(run.historyOf(name), name === "mortal" ? "cut" : "whole");
      // Too many for the arguments of one call.
      for (const line of more) lines.push(line);
    }
    console.log(`# ${lines.length} lines of history`);
    return Promise.resolve();
  });
  for (const [name, check] of CHECKS) {
    await report.check(name, () => {
      check(lines);
      return Promise.resolve();
    });
  }
  await report.check("every reply and event is what the log, one after another, leads to", () => {
    run.wire.judge(run.kedge.logDir);
    return Promise.resolve();
  });
}

export const zookeeperCrash: Suite = { name: "zookeeper_crash", server: "its own", run };
