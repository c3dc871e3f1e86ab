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
import { mustRun } from "../../tests/conformance/process.ts";
import { mavenLibraries } from "../../tests/conformance/tools/maven.ts";
import { MAVEN_LIBRARIES } from "../../tests/conformance/versions.ts";
import { freePort } from "../free_port.ts";
import { JavaProcess, SERVER_JVM_OPTIONS } from "./java_process.ts";
import type { BenchServer } from "./server.ts";

/** What Kafka's start script gives it. */
const HEAP = ["-Xmx1G", "-Xms1G"];

/** One Kafka. */
export class KafkaServer implements BenchServer {
  readonly name = "kafka";
  readonly address: string;
  readonly #java: JavaProcess;
  readonly #libraries: string;

  private constructor(java: JavaProcess, address: string, libraries: string) {
    this.#java = java;
    this.address = address;
    this.#libraries = libraries;
  }

  /** Fetches Kafka where it is not there and formats a folder for it. */
  static async make(): Promise<KafkaServer> {
    const libraries = await mavenLibraries("kafka4", MAVEN_LIBRARIES.kafka4);
    const java = new JavaProcess("kafka");
    const port = await freePort();
    const controllerPort = await freePort();
    const server = new KafkaServer(java, `127.0.0.1:${port}`, libraries);
    const file = join(java.folder, "server.properties");
    writeFileSync(file, settings({ port, controllerPort, logDir: join(java.folder, "logs") }));
    const cluster = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url");
    const format = ["format", "--standalone", "-t", cluster, "-c", file];
    await mustRun(["java", "-cp", `${libraries}/*`, "kafka.tools.StorageTool", ...format]);
    return server;
  }

  get pid(): number {
    return this.#java.pid;
  }

  launch(): void {
    this.#java.launch(this.#command());
  }

  async start(): Promise<number> {
    return await this.#java.start(this.#command(), () => answersApiVersions(this.address));
  }

  async stop(): Promise<void> {
    await this.#java.stop();
  }

  async remove(): Promise<void> {
    await this.#java.remove();
  }

  #command(): string[] {
    const options = [...HEAP, ...SERVER_JVM_OPTIONS, "-cp", `${this.#libraries}/*`];
    return ["java", ...options, "kafka.Kafka", join(this.#java.folder, "server.properties")];
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
