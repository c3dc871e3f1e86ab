/**
 * The Java clients and the scripts of Kafka 4.x and 2.5, from Maven: a program of our checks
 * compiled against each version's jars, then the classes behind the scripts.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ADMIN_CHECKS, EVERYDAY_CHECKS, EXACTLY_ONCE, TRANSACTION_CHECKS } from "../checks.ts";
import { runClient } from "../client_program.ts";
import { runCommandCheck } from "../command_check.ts";
import { mustRun } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";
import { type KafkaLine, scriptChecks } from "./scripts.ts";
import { zookeeperScriptChecks } from "./zookeeper_scripts.ts";

/** Short-lived Java programs: little compilation, little memory. */
const JAVA = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"];
/** Kafka 2.5 looks into classes that Java 17 closes. */
const OPEN = ["--add-opens=java.base/java.lang=ALL-UNNAMED"];
const CHECKS = [
  ...EVERYDAY_CHECKS,
  ...ADMIN_CHECKS,
  "the same with the cooperative assignor",
  "a static member comes back without a rebalance",
  ...TRANSACTION_CHECKS,
  EXACTLY_ONCE,
  "read_committed stops at an open transaction",
  "a transaction outlives a restart of the broker",
  "elect leaders",
  "reassign partitions, list and cancel reassignments",
  "move a replica to a log dir",
  "broker and topic configs with their sources",
];
/** What only the 4.x clients can ask. */
const NEWEST_CHECKS = [
  "describe and list transactions",
  "describe producers, and abort what one left open",
  "fence producers",
  "a transaction past its time-out is aborted",
  "log dirs with the sizes of their volumes",
  "client quotas",
  "features, described and updated",
  "the metadata quorum, or that there is none",
  "configs of groups and client metrics",
  "client metrics are subscribed to, pushed and shown",
];
const SOURCES = ["Steps.java", "Client.java", "Transactions.java", "ClusterAdmin.java"];
const NEWEST_SOURCES = ["Newest.java", "Settings.java"];

async function run(context: Context): Promise<void> {
  const { bootstrap, zookeeper } = context.broker;
  for (const line of ["kafka4", "kafka2"] as const) {
    const libraries = await mavenLibraries(line, MAVEN_LIBRARIES[line]);
    const version = line === "kafka4" ? "4.3.1" : "2.5.1";
    await runJavaClient(context, { line, version, libraries });
    const java = [...JAVA, ...OPEN, "-cp", join(libraries, "*")];
    const report = context.report.within(`Kafka ${version} scripts`);
    for (const check of scriptChecks({ line, java, bootstrap, scratch: context.scratch })) {
      await runCommandCheck(report, check);
    }
    if (line === "kafka4") continue;
    if (zookeeper === undefined) {
      report.skip("--zookeeper", "this server has no ZooKeeper port");
      continue;
    }
    const { scratch } = context;
    for (const check of zookeeperScriptChecks({ java, bootstrap, zookeeper, scratch })) {
      await runCommandCheck(report, check);
    }
  }
}

/** Compiles the program against the jars of one version and runs it. */
async function runJavaClient(
  context: Context,
  client: { line: KafkaLine; version: string; libraries: string },
): Promise<void> {
  const { bootstrap, rest } = context.broker;
  const classes = join(context.scratch, `classes-${client.line}`);
  mkdirSync(classes, { recursive: true });
  const isNewest = client.line === "kafka4";
  const names = isNewest ? [...SOURCES, ...NEWEST_SOURCES] : SOURCES;
  const sources = names.map((name) => join(import.meta.dirname, name));
  const jars = join(client.libraries, "*");
  const compile = ["javac", "-nowarn", "-encoding", "UTF-8", "-d", classes, "-cp", jars];
  await mustRun([...compile, ...sources]);
  const classPath = `${classes}:${jars}`;
  await runClient(context, {
    name: `Java client ${client.version}`,
    command: [
      ...JAVA,
      "-Dfile.encoding=UTF-8",
      "-cp",
      classPath,
      isNewest ? "Newest" : "Client",
      bootstrap,
    ],
    checks: isNewest ? [...CHECKS, ...NEWEST_CHECKS] : CHECKS,
    ...(rest === undefined ? {} : { env: { CONFORMANCE_REST: rest } }),
  });
}

export const java: Suite = { name: "java", server: "shared", run };
