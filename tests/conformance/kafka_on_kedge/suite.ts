/**
 * Real Kafka brokers, 3.5 and 2.5, that have kedge's coordinator for their ZooKeeper: one broker,
 * then three, with leaders killed and kedge itself stopped and killed beneath them. One Java
 * program looks at it all, as Kafka's client and as ZooKeeper's.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import { freePort } from "../free_port.ts";
import { mustRun } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";
import { JAVA, RealBroker } from "./real_broker.ts";

const CHECKS = [
  "one broker registers, is the controller, and has the znodes it expects",
  "one broker: create, produce, consume, describe, alter, delete",
  "three brokers: a topic with three replicas, all of them in sync",
  "three brokers: idempotent and transactional producers, a group",
  "three brokers: access lists are kept in the tree",
  "kill -9 of a leader that is the controller: others lead, the Isr shrinks",
  "it comes back, and the Isr is whole again",
  "preferred leaders are elected, a partition moves, partitions are added",
  "kedge restarts beneath them: sessions stay, records flow, topics are made",
  "kedge is killed beneath them: sessions stay, records flow, topics are made",
  "a clean shutdown hands over what the broker leads",
  "topics are deleted, on disk and in the tree",
];
/** `chroot` is the brokers', `own` that of kedge's own broker, which must be another one. */
const RELEASES = [
  { libraries: "kafka3", name: "Kafka 3.5.2", chroot: "/kafka", own: "" },
  { libraries: "kafka2", name: "Kafka 2.5.1", chroot: "", own: "/kedge" },
] as const;
/** Sessions may be as short as the brokers ask for. */
const COORDINATOR = { "zookeeper.tickTime": "500" };
const LIMIT_MS = 600_000;

async function run(context: Context): Promise<void> {
  let classes: Promise<string> | undefined;
  for (const release of RELEASES) {
    const { libraries } = release;
    const jars = await mavenLibraries(libraries, MAVEN_LIBRARIES[libraries]);
    await runRelease(context, { ...release, jars, classes: () => classes ??= compiled(context) });
  }
}

async function runRelease(
  context: Context,
  { libraries, name, chroot, own, jars, classes }: (typeof RELEASES)[number] & {
    jars: string;
    classes: () => Promise<string>;
  },
): Promise<void> {
  const address = `127.0.0.1:${await freePort()}`;
  const kedge = new Kedge({
    overrides: { ...COORDINATOR, "zookeeper.connect": `${address}${own}` },
  });
  kedge.zookeeper = address;
  await kedge.start();
  const zookeeper = `${address}${chroot}`;
  const ports = [await freePort(), await freePort(), await freePort()];
  const brokers = ports.map((port, id) => {
    const folder = join(context.scratch, `${libraries}-${id}`);
    return new RealBroker({ id, port, zookeeper, folder, libraries: jars });
  });
  try {
    // It starts while the program is compiled.
    brokers[0]?.start();
    const classPath = `${await classes()}:${jars}/*`;
    await runClient({ ...context, broker: kedge }, {
      name,
      command: [
        ...JAVA,
        ...["-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-cp", classPath],
        ...["Brokers", zookeeper, ...ports.map((port) => `127.0.0.1:${port}`)],
      ],
      checks: CHECKS,
      answers: answersOf(kedge, brokers),
      timeoutMs: LIMIT_MS,
    });
    if (context.report.failed.length > 0) console.log(lastWords(kedge, brokers));
  } finally {
    await Promise.all(brokers.map((broker) => broker.kill()));
    await kedge.stop();
  }
}

/** What the program may ask for. */
function answersOf(
  kedge: Kedge,
  brokers: readonly RealBroker[],
): Record<string, () => Promise<void>> {
  const answers: Record<string, () => Promise<void>> = {
    "kill kedge": () => kedge.killAndStart(),
  };
  for (const [id, broker] of brokers.entries()) {
    answers[`start ${id}`] = () => Promise.resolve(broker.start());
    answers[`stop ${id}`] = () => broker.stop();
    answers[`kill ${id}`] = () => broker.kill();
  }
  return answers;
}

/** Compiled once, against the older release, whose API the newer one still has. */
async function compiled(context: Context): Promise<string> {
  const jars = await mavenLibraries("kafka2", MAVEN_LIBRARIES.kafka2);
  const classes = join(context.scratch, "classes");
  mkdirSync(classes);
  const sources = ["../java/Steps.java", "Brokers.java", "Cluster.java", "Failover.java"]
    .map((source) => join(import.meta.dirname, source));
  const compile = ["javac", "-nowarn", "-encoding", "UTF-8", "-d", classes, "-cp", `${jars}/*`];
  await mustRun([...compile, ...sources]);
  return classes;
}

function lastWords(kedge: Kedge, brokers: readonly RealBroker[]): string {
  return [`kedge:\n${kedge.lastWords()}`, ...brokers.map((broker) => broker.lastWords())]
    .join("\n");
}

export const kafkaOnKedge: Suite = { name: "kafka_on_kedge", server: "its own", run };
