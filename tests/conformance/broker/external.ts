/**
 * A server that somebody else started: the way the suites themselves are tried against Apache Kafka
 * and ZooKeeper.
 *
 * @module
 */
import { mustRun } from "../process.ts";
import type { Broker } from "./broker.ts";

/**
 * The server that KEDGE_CONFORMANCE_BOOTSTRAP (host:port) names, with KEDGE_CONFORMANCE_ZOOKEEPER
 * (host:port), KEDGE_CONFORMANCE_REST (http://host:port) and KEDGE_CONFORMANCE_RESTART (a shell
 * command that restarts it) beside it; undefined where the first is not set.
 */
export function externalBroker(env: Record<string, string | undefined>): Broker | undefined {
  const bootstrap = env["KEDGE_CONFORMANCE_BOOTSTRAP"];
  if (bootstrap === undefined) return undefined;
  const command = env["KEDGE_CONFORMANCE_RESTART"];
  return {
    bootstrap,
    zookeeper: env["KEDGE_CONFORMANCE_ZOOKEEPER"],
    rest: env["KEDGE_CONFORMANCE_REST"],
    restart: async () => {
      if (command === undefined) {
        throw new Error("Cannot restart the server: KEDGE_CONFORMANCE_RESTART is not set");
      }
      await mustRun(["bash", "-c", command], { timeoutMs: 120_000 });
    },
    stop: () => Promise.resolve(),
  };
}
