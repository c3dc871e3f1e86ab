/**
 * Writes answers_3_9.txt: what a real ZooKeeper 3.9 answers to the scenarios. It wants two of them,
 * started with nothing in them:
 *
 *     node scripts/bun.mjs tests/conformance/zookeeper_diff/record.ts DEFAULT EXTENDED [--to FILE]
 *
 * DEFAULT (host:port) has no settings but its port and, for cleaner:cleaner, the system property
 * zookeeper.DigestAuthenticationProvider.superDigest=cleaner:L7cniCkN6jGS+aOqSiJPcp9L+Pg=
 * EXTENDED has zookeeper.extendedTypesEnabled=true, zookeeper.enforceQuota=true,
 * znode.container.checkIntervalMs=500 and the super digest of super:admin.
 *
 * @module
 */
import { networkServer } from "./network_server.ts";
import { runScenario } from "./run_scenario.ts";
import { scenarios } from "./scenarios/mod.ts";
import { ANSWERS_FILE, answersText } from "./answers.ts";

const [defaultAddress, extendedAddress, option, file] = process.argv.slice(2);
if (defaultAddress === undefined || extendedAddress === undefined) {
  throw new Error("Cannot record: give the addresses of two servers, default and extended");
}

function server(address: string) {
  const [host, port] = address.split(":");
  return networkServer(host!, Number(port));
}

const servers = { default: server(defaultAddress), extended: server(extendedAddress) };
const answers = new Map<string, string[]>();
for (const scenario of scenarios) {
  console.log(scenario.name);
  answers.set(scenario.name, await runScenario(scenario, servers[scenario.server ?? "default"]));
}
await Bun.write(option === "--to" ? file! : ANSWERS_FILE, answersText(answers));
process.exit(0);
