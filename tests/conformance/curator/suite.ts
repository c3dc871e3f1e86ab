/**
 * Apache Curator, which most Java services use instead of ZooKeeper's own client, with the recipes
 * they use, on a coordinator with short times.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import { SHORT_TIMES } from "../kazoo/suite.ts";
import { mustRun } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";

const CHECKS = [
  "InterProcessMutex: one holder, again by itself, the next in turn",
  "InterProcessMutex: 8 threads of two clients count",
  "InterProcessReadWriteLock: readers together, writers alone",
  "InterProcessSemaphoreV2: as many holders as leases",
  "LeaderLatch: one leads, the other follows when it leaves",
  "LeaderLatch: the leader's process is killed",
  "LeaderLatch: the leader's session is lost",
  "LeaderSelector: everyone leads once",
  "PathChildrenCache follows the children",
  "CuratorCache follows a subtree by a recursive watch",
  "TreeCache and NodeCache follow by plain watches",
  "PersistentWatcher: every change, until it is removed",
  "PersistentNode: there again when deleted or its session is lost",
  "PersistentTtlNode: kept while its owner lives, gone after",
  "GroupMember: who is there",
  "DistributedAtomicLong: 4 threads of two clients count",
  "SharedCount: both see it, an old version is refused",
  "DistributedQueue: each item once",
  "DistributedBarrier and DistributedDoubleBarrier",
  "ServiceDiscovery: registered, found, gone",
  "every mode of creation",
  "transactions: results, and the part that failed",
  "digest credentials and a namespace",
  "a creation under protection is found again",
  "the Java client's newer calls",
  "a restart of the server: watches, locks and caches go on",
  "kill -9 of the server: watches, locks and caches go on",
];
const SOURCES = ["Clients", "Locks", "Candidate", "Caches", "Shared", "Requests", "Curator"];

async function run(context: Context): Promise<void> {
  const libraries = join(await mavenLibraries("curator5", MAVEN_LIBRARIES.curator5), "*");
  const classes = join(context.scratch, "classes");
  mkdirSync(classes);
  const sources = ["../java/Steps", ...SOURCES]
    .map((name) => join(import.meta.dirname, `${name}.java`));
  const compile = ["javac", "-nowarn", "-encoding", "UTF-8", "-d", classes, "-cp", libraries];
  await mustRun([...compile, ...sources]);
  const kedge = await new Kedge({ overrides: SHORT_TIMES }).start();
  try {
    await runClient({ ...context, broker: kedge }, {
      name: "Curator 5.9.0",
      command: [
        ...["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
        ...["-cp", `${classes}:${libraries}`, "Curator", kedge.zookeeper ?? ""],
      ],
      checks: CHECKS,
      answers: { kill: () => kedge.killAndStart() },
    });
  } finally {
    await kedge.stop();
  }
}

export const curator: Suite = { name: "curator", server: "its own", run };
