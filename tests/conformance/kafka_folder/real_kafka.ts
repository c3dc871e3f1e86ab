/**
 * An Apache Kafka on a data folder that kedge opens afterwards, and the other way round: 4.3 in
 * KRaft mode, or 3.5 with the ZooKeeper that comes among its jars.
 *
 * @module
 */
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { answersApiVersions } from "../broker/probe.ts";
import { lastLines, mustRun } from "../process.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";
import { until } from "../waiting.ts";

const HEAP = ["-Xms384m", "-Xmx384m", "-XX:TieredStopAtLevel=1"];
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 60_000;

/** Which Kafka. */
export type KafkaRelease = "kafka4" | "kafka3";

/** Where one runs. */
export interface RealKafkaPlace {
  release: KafkaRelease;
  /** A folder of its own, where the data folder lies too. */
  folder: string;
  /** Of the Kafka port, and of the controller's or ZooKeeper's. */
  ports: readonly [number, number];
  /** Lines of settings besides. */
  settings?: readonly string[];
}

/** One Kafka, started as often as wanted. */
export class RealKafka {
  readonly logDir: string;
  readonly #place: RealKafkaPlace;
  readonly #libraries: string;
  #processes: Subprocess[] = [];

  private constructor(place: RealKafkaPlace, libraries: string) {
    this.#place = place;
    this.#libraries = libraries;
    this.logDir = join(place.folder, "kafka-logs");
  }

  /** Fetches its jars where they are not there, and writes its settings. */
  static async make(place: RealKafkaPlace): Promise<RealKafka> {
    const libraries = await mavenLibraries(place.release, MAVEN_LIBRARIES[place.release]);
    const kafka = new RealKafka(place, libraries);
    mkdirSync(place.folder, { recursive: true });
    writeFileSync(kafka.#file("server.properties"), kafka.#settings());
    if (place.release === "kafka4") {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      // An id that begins with a dash would be taken for an option.
      bytes[0]! &= 0x7f;
      const cluster = Buffer.from(bytes).toString("base64url");
      const format = ["format", "--standalone", "-t", cluster, "-c"];
      await mustRun(kafka.java("kafka.tools.StorageTool", [
        ...format,
        kafka.#file("server.properties"),
      ]));
    } else {
      const settings = [`dataDir=${join(place.folder, "zookeeper")}`, "admin.enableServer=false"];
      const address = ["clientPortAddress=127.0.0.1", `clientPort=${place.ports[1]}`];
      writeFileSync(kafka.#file("zookeeper.properties"), [...settings, ...address, ""].join("\n"));
    }
    return kafka;
  }

  /** The command that dumps the files of a data folder. */
  dumpCommand(args: readonly string[]): string[] {
    const isNewer = this.#place.release === "kafka4";
    const name = isNewer ? "org.apache.kafka.tools.DumpLogSegments" : "kafka.tools.DumpLogSegments";
    return this.java(name, args);
  }

  /** The command that runs a class of this Kafka. */
  java(name: string, args: readonly string[]): string[] {
    return ["java", ...HEAP, "-cp", `${this.#libraries}/*`, name, ...args];
  }

  async start(): Promise<void> {
    if (this.#place.release === "kafka3") {
      const main = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
      this.#launch("zookeeper", this.java(main, [this.#file("zookeeper.properties")]));
    }
    const kafka = this.#launch(
      "kafka",
      this.java("kafka.Kafka", [this.#file("server.properties")]),
    );
    await until("Kafka answers", () => {
      if (kafka.exitCode !== null) throw new Error(`Kafka ended: ${this.#lastWords()}`);
      return answersApiVersions(`127.0.0.1:${this.#place.ports[0]}`);
    }, { limitMs: START_LIMIT_MS });
  }

  /** A clean shutdown. */
  async stop(): Promise<void> {
    for (const process of this.#processes.splice(0).reverse()) {
      process.kill("SIGTERM");
      await until("Kafka ends", () => process.exitCode !== null || process.signalCode !== null, {
        limitMs: STOP_LIMIT_MS,
      });
    }
  }

  #launch(name: string, command: string[]): Subprocess {
    const log = openSync(this.#file(`${name}.log`), "a");
    const options = { cwd: this.#place.folder, stdout: log, stderr: log } as const;
    const process = Bun.spawn(command, { ...options, stdin: "ignore" });
    this.#processes.push(process);
    return process;
  }

  #lastWords(): string {
    return lastLines(readFileSync(this.#file("kafka.log"), "utf8"), 5);
  }

  #file(name: string): string {
    return join(this.#place.folder, name);
  }

  #settings(): string {
    const [port, other] = this.#place.ports;
    const replication = [
      "offsets.topic.replication.factor=1",
      "transaction.state.log.replication.factor=1",
      "transaction.state.log.min.isr=1",
      "group.initial.rebalance.delay.ms=0",
    ];
    const settings = this.#place.settings ?? [];
    const everywhere = [`log.dirs=${this.logDir}`, ...replication, ...settings, ""];
    const listener = `PLAINTEXT://127.0.0.1:${port}`;
    if (this.#place.release === "kafka3") {
      return ["broker.id=4", `listeners=${listener}`, `zookeeper.connect=127.0.0.1:${other}/old`]
        .concat(everywhere).join("\n");
    }
    return [
      "process.roles=broker,controller",
      "node.id=4",
      `controller.quorum.bootstrap.servers=127.0.0.1:${other}`,
      `listeners=${listener},CONTROLLER://127.0.0.1:${other}`,
      "controller.listener.names=CONTROLLER",
      "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
      "share.coordinator.state.topic.replication.factor=1",
      "share.coordinator.state.topic.min.isr=1",
      ...everywhere,
    ].join("\n");
  }
}
