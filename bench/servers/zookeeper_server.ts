/**
 * Apache ZooKeeper as the bench runs it: stand-alone, with the settings of its sample file.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { splitAddress } from "../../tests/conformance/broker/probe.ts";
import { mavenLibraries } from "../../tests/conformance/tools/maven.ts";
import { MAVEN_LIBRARIES } from "../../tests/conformance/versions.ts";
import { freePort } from "../free_port.ts";
import { JavaProcess, SERVER_JVM_OPTIONS } from "./java_process.ts";
import type { BenchServer } from "./server.ts";

/** One ZooKeeper. */
export class ZooKeeperServer implements BenchServer {
  readonly name = "zookeeper";
  readonly address: string;
  readonly #java: JavaProcess;
  readonly #libraries: string;

  private constructor(java: JavaProcess, address: string, libraries: string) {
    this.#java = java;
    this.address = address;
    this.#libraries = libraries;
  }

  /** Fetches ZooKeeper where it is not there and writes its configuration. */
  static async make(): Promise<ZooKeeperServer> {
    const libraries = await mavenLibraries("zookeeper3", MAVEN_LIBRARIES.zookeeper3);
    const java = new JavaProcess("zookeeper");
    const port = await freePort();
    const settings = [
      "tickTime=2000",
      "initLimit=10",
      "syncLimit=5",
      `dataDir=${join(java.folder, "data")}`,
      `clientPort=${port}`,
      "clientPortAddress=127.0.0.1",
      "admin.enableServer=false",
      "4lw.commands.whitelist=ruok",
      "",
    ];
    writeFileSync(join(java.folder, "zoo.cfg"), settings.join("\n"));
    return new ZooKeeperServer(java, `127.0.0.1:${port}`, libraries);
  }

  get pid(): number {
    return this.#java.pid;
  }

  launch(): void {
    this.#java.launch(this.#command());
  }

  async start(): Promise<number> {
    return await this.#java.start(this.#command(), () => answersRuok(this.address));
  }

  async stop(): Promise<void> {
    await this.#java.stop();
  }

  async remove(): Promise<void> {
    await this.#java.remove();
  }

  #command(): string[] {
    const options = ["-Xmx1000m", ...SERVER_JVM_OPTIONS, "-cp", `${this.#libraries}/*`];
    const main = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
    return ["java", ...options, main, join(this.#java.folder, "zoo.cfg")];
  }
}

function answersRuok(address: string): Promise<boolean> {
  const [host, port] = splitAddress(address);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.on("connect", () => socket.write("ruok"));
    socket.on("data", (data: Buffer) => resolve(data.toString() === "imok"));
    socket.on("error", () => resolve(false));
    socket.on("close", () => resolve(false));
  });
}
