/**
 * The servers of ZooKeeper's protocol that a case measures.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { RawSession } from "../raw_session.ts";
import { until } from "../../tests/conformance/waiting.ts";
import { KedgeServer } from "./kedge_server.ts";
import type { BenchServer } from "./server.ts";
import { ZooKeeperServer } from "./zookeeper_server.ts";

const START_LIMIT_MS = 120_000;
/** One that only just starts may take a connection and never say anything on it. */
const LOOK_LIMIT_MS = 500;

/** One of them. */
export interface Coordinator {
  readonly name: string;
  readonly server: BenchServer;
  /** host:port of ZooKeeper's protocol; known once the server runs. */
  readonly address: string;
}

/**
 * A fresh kedge and, where the run compares, a fresh ZooKeeper, both started.
 *
 * @param overrides settings of both, by their names in zoo.cfg
 */
export async function startCoordinators(
  bench: Bench,
  overrides: Record<string, string> = {},
): Promise<Coordinator[]> {
  const named = Object.entries(overrides).map(([name, value]) => [`zookeeper.${name}`, value]);
  const kedge = bench.keep(new KedgeServer("kedge", Object.fromEntries(named)));
  await kedge.start();
  const coordinators = [{ name: "kedge", server: kedge, address: kedge.zookeeper }];
  if (!bench.options.isAgainstKafka) return coordinators;
  const apache = bench.keep(await ZooKeeperServer.make(overrides));
  await apache.start();
  return [...coordinators, { name: "zookeeper", server: apache, address: apache.address }];
}

/** Starts one that was stopped; resolves with the ms until it first gave a session. */
export async function timeStart({ name, server, address }: Coordinator): Promise<number> {
  const startedMs = performance.now();
  server.launch();
  await until(`${name} gives a session`, () => givesSession(address), { limitMs: START_LIMIT_MS });
  return performance.now() - startedMs;
}

async function givesSession(address: string): Promise<boolean> {
  try {
    (await RawSession.open(address, { answerLimitMs: LOOK_LIMIT_MS })).close();
    return true;
  } catch {
    return false;
  }
}
