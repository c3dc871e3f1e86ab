/**
 * One Apache Kafka broker in ZooKeeper mode: its settings, its process, and how that is started,
 * stopped and killed.
 *
 * @module
 */
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { lastLines } from "../process.ts";
import { until } from "../waiting.ts";

/** Short-lived Java programs: little memory, little compilation, no threads for collecting. */
export const JAVA = [
  ...["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"],
  // Kafka 2.5 looks into classes that Java 17 closes.
  "--add-opens=java.base/java.lang=ALL-UNNAMED",
];
const STOP_LIMIT_MS = 60_000;

/** Where a broker runs, and with whom. */
export interface RealBrokerPlace {
  id: number;
  port: number;
  /** host:port and chroot of its ZooKeeper. */
  zookeeper: string;
  /** A folder of its own. */
  folder: string;
  /** The folder of its jars. */
  libraries: string;
  /** Options of its JVM beside the usual ones. */
  jvm?: readonly string[];
  /** Settings instead of {@linkcode USUAL_SETTINGS}. */
  settings?: Readonly<Record<string, string>>;
}

/** A broker, started as often as wanted on the same folder and port. */
export class RealBroker {
  readonly #place: RealBrokerPlace;
  #process: Subprocess | undefined;

  /** Writes its settings; nothing runs until {@linkcode RealBroker.start}. */
  constructor(place: RealBrokerPlace) {
    this.#place = place;
    mkdirSync(place.folder, { recursive: true });
    writeFileSync(this.#file("server.properties"), settingsOf(place));
    // For the releases that log through log4j 1; the others read the system properties below.
    const log4j = [
      "log4j.rootLogger=WARN, out",
      "log4j.appender.out=org.apache.log4j.ConsoleAppender",
      "log4j.appender.out.layout=org.apache.log4j.PatternLayout",
      "log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n",
    ];
    writeFileSync(this.#file("log4j.properties"), `${log4j.join("\n")}\n`);
  }

  /** Starts the process; whether it serves is for its clients to see. */
  start(): void {
    const log = openSync(this.#file("broker.log"), "a");
    const { folder, libraries, jvm = [] } = this.#place;
    const command = [
      ...JAVA,
      ...jvm,
      `-Dlog4j.configuration=file:${this.#file("log4j.properties")}`,
      "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
      "-Dorg.slf4j.simpleLogger.showDateTime=true",
      ...["-cp", `${libraries}/*`, "kafka.Kafka", this.#file("server.properties")],
    ];
    this.#process = Bun.spawn(command, { cwd: folder, stdin: "ignore", stdout: log, stderr: log });
  }

  /** A clean shutdown, in which it hands over what it leads. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** The last lines of its log, for error messages. */
  lastWords(): string {
    const log = readFileSync(this.#file("broker.log"), "utf8");
    return `broker ${this.#place.id}:\n${lastLines(log, 20)}`;
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    process.kill(signal);
    const what = `broker ${this.#place.id} ends on ${signal}`;
    await until(what, () => process.exitCode !== null || process.signalCode !== null, {
      limitMs: STOP_LIMIT_MS,
    });
    this.#process = undefined;
  }

  #file(name: string): string {
    return join(this.#place.folder, name);
  }
}

function settingsOf(place: RealBrokerPlace): string {
  const { id, port, zookeeper, folder, settings = USUAL_SETTINGS } = place;
  const own = {
    "broker.id": `${id}`,
    listeners: `PLAINTEXT://127.0.0.1:${port}`,
    "zookeeper.connect": zookeeper,
    "log.dirs": join(folder, "data"),
  };
  const lines = Object.entries({ ...own, ...settings }).map(([name, value]) => `${name}=${value}`);
  return `${lines.join("\n")}\n`;
}

/** For clusters of three that recover quickly and take little memory. */
const USUAL_SETTINGS: Readonly<Record<string, string>> = {
  // How long a killed broker is taken for alive.
  "zookeeper.session.timeout.ms": "6000",
  "zookeeper.connection.timeout.ms": "60000",
  "offsets.topic.num.partitions": "1",
  "offsets.topic.replication.factor": "3",
  "transaction.state.log.num.partitions": "1",
  "transaction.state.log.replication.factor": "3",
  "transaction.state.log.min.isr": "2",
  "min.insync.replicas": "1",
  "group.initial.rebalance.delay.ms": "0",
  "auto.leader.rebalance.enable": "false",
  "authorizer.class.name": "kafka.security.authorizer.AclAuthorizer",
  "super.users": "User:ANONYMOUS",
  "auto.create.topics.enable": "false",
  "controlled.shutdown.retry.backoff.ms": "200",
  "replica.fetch.backoff.ms": "200",
  "num.network.threads": "1",
  "num.io.threads": "2",
  "log.cleaner.dedupe.buffer.size": "2000000",
  "log.cleaner.threads": "1",
  "background.threads": "1",
  "file.delete.delay.ms": "1000",
};
