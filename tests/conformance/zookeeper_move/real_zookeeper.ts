/**
 * An Apache ZooKeeper on a folder that kedge reads afterwards or wrote before: 3.9, or an older one
 * that comes among the jars of a Kafka.
 *
 * @module
 */
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { lastLines } from "../process.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";
import { until } from "../waiting.ts";

const JAVA = ["java", "-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 2000;
/** Without it logback tells all that a server does. */
const LOGGING = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%level %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="out"/></root>
</configuration>
`;

/** The release, by whose jars it comes with. */
export const RELEASES = { "3.9": "zookeeper3", "3.6": "kafka3", "3.5": "kafka2" } as const;

/** One ZooKeeper, started as often as wanted. */
export class RealZookeeper {
  /** dataDir of zoo.cfg. */
  readonly dataDir: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #libraries: string;
  #process: Subprocess | undefined;

  private constructor(folder: string, place: { port: number; libraries: string }) {
    this.#folder = folder;
    this.#port = place.port;
    this.#libraries = place.libraries;
    this.dataDir = join(folder, "data");
  }

  /** Fetches its jars where they are not there, and writes its settings. */
  static async make(
    release: keyof typeof RELEASES,
    place: { folder: string; port: number },
  ): Promise<RealZookeeper> {
    const name = RELEASES[release];
    return RealZookeeper.at(await mavenLibraries(name, MAVEN_LIBRARIES[name]), place);
  }

  /** The same with jars that are there. */
  static at(libraries: string, place: { folder: string; port: number }): RealZookeeper {
    const zookeeper = new RealZookeeper(place.folder, { port: place.port, libraries });
    mkdirSync(zookeeper.dataDir, { recursive: true });
    const settings = [
      `dataDir=${zookeeper.dataDir}`,
      `clientPort=${place.port}`,
      "clientPortAddress=127.0.0.1",
      "admin.enableServer=false",
      "maxSessionTimeout=600000",
      "preAllocSize=64",
      "4lw.commands.whitelist=*",
    ];
    writeFileSync(zookeeper.#file("zoo.cfg"), settings.join("\n") + "\n");
    writeFileSync(zookeeper.#file("logback.xml"), LOGGING);
    return zookeeper;
  }

  async start(): Promise<void> {
    const log = openSync(this.#file("log"), "a");
    const command = [
      ...JAVA,
      `-Dlogback.configurationFile=${this.#file("logback.xml")}`,
      "-Dzookeeper.extendedTypesEnabled=true",
      "-cp",
      `${this.#libraries}/*`,
      "org.apache.zookeeper.server.quorum.QuorumPeerMain",
      this.#file("zoo.cfg"),
    ];
    const process = Bun.spawn(command, { stdin: "ignore", stdout: log, stderr: log });
    this.#process = process;
    await until("ZooKeeper answers", async () => {
      if (process.exitCode !== null) throw new Error(`ZooKeeper ended: ${this.#lastWords()}`);
      // Before its tree is loaded it says that it does not serve.
      return (await this.word("srvr").catch(() => "")).includes("Zxid:");
    }, { limitMs: START_LIMIT_MS });
  }

  /** A clean shutdown. */
  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (process === undefined) return;
    process.kill("SIGTERM");
    await until("ZooKeeper ends", () => process.exitCode !== null || process.signalCode !== null, {
      limitMs: STOP_LIMIT_MS,
    });
  }

  /** What a four-letter word answers; one that starts may take a connection and never answer. */
  word(word: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = "";
      const connecting = Bun.connect({
        hostname: "127.0.0.1",
        port: this.#port,
        socket: {
          open: (socket) => void socket.write(word),
          data: (_socket, chunk) => void (text += chunk.toString()),
          close: () => resolve(text),
          error: (_socket, error) => reject(error),
          connectError: (_socket, error) => reject(error),
        },
      });
      connecting.then((socket) => setTimeout(() => socket.end(), ANSWER_LIMIT_MS).unref(), reject);
    });
  }

  #lastWords(): string {
    return lastLines(readFileSync(this.#file("log"), "utf8"), 5);
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}
