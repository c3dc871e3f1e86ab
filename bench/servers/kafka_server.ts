/**
 * Apache Kafka as the bench runs it: one node, broker and controller, KRaft, its own defaults but
 * for the replication factors of its internal topics and the delay before a group's first
 * rebalance, which its quick start sets to the same values.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answersApiVersions } from "../../tests/conformance/broker/probe.ts";
import { freePort } from "../../tests/conformance/free_port.ts";
import { mustRun } from "../../tests/conformance/process.ts";
import { mavenLibraries } from "../../tests/conformance/tools/maven.ts";
import { MAVEN_LIBRARIES } from "../../tests/conformance/versions.ts";
import { JavaProcess, SERVER_JVM_OPTIONS } from "./java_process.ts";
import { JavaServer } from "./java_server.ts";

/** What Kafka's start script gives it. */
const HEAP = ["-Xmx1G", "-Xms1G"];

/** One Kafka. */
export class KafkaServer extends JavaServer {
  /** Fetches Kafka where it is not there and formats a folder for it. */
  static async make(): Promise<KafkaServer> {
    const libraries = await mavenLibraries("kafka4", MAVEN_LIBRARIES.kafka4);
    const java = new JavaProcess("kafka");
    const port = await freePort();
    const controllerPort = await freePort();
    const file = join(java.folder, "server.properties");
    writeFileSync(file, settings({ port, controllerPort, logDir: join(java.folder, "logs") }));
    const cluster = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url");
    const format = ["format", "--standalone", "-t", cluster, "-c", file];
    await mustRun(["java", "-cp", `${libraries}/*`, "kafka.tools.StorageTool", ...format]);
    const options = [...HEAP, ...SERVER_JVM_OPTIONS, "-cp", `${libraries}/*`];
    const address = `127.0.0.1:${port}`;
    return new KafkaServer({
      name: "kafka",
      java,
      address,
      command: ["java", ...options, "kafka.Kafka", file],
      answers: () => answersApiVersions(address),
    });
  }
}

function settings(
  { port, controllerPort, logDir }: { port: number; controllerPort: number; logDir: string },
): string {
  const listeners = `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`;
  return [
    "process.roles=broker,controller",
    "node.id=1",
    `controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}`,
    `listeners=${listeners}`,
    `advertised.listeners=${listeners}`,
    "inter.broker.listener.name=PLAINTEXT",
    "controller.listener.names=CONTROLLER",
    "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    `log.dirs=${logDir}`,
    "offsets.topic.replication.factor=1",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.min.isr=1",
    "share.coordinator.state.topic.replication.factor=1",
    "share.coordinator.state.topic.min.isr=1",
    "group.initial.rebalance.delay.ms=0",
    "",
  ].join("\n");
}
