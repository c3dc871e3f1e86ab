/**
 * Apache ZooKeeper as the bench runs it: stand-alone, with the settings of its sample file.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { splitAddress } from "../../tests/conformance/broker/probe.ts";
import { freePort } from "../../tests/conformance/free_port.ts";
import { mavenLibraries } from "../../tests/conformance/tools/maven.ts";
import { MAVEN_LIBRARIES } from "../../tests/conformance/versions.ts";
import { JavaProcess, SERVER_JVM_OPTIONS } from "./java_process.ts";
import { JavaServer } from "./java_server.ts";

const MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

/** One ZooKeeper. */
export class ZooKeeperServer extends JavaServer {
  /**
   * Fetches ZooKeeper where it is not there and writes its configuration.
   *
   * @param overrides lines of zoo.cfg beyond the sample's
   */
  static async make(overrides: Record<string, string> = {}): Promise<ZooKeeperServer> {
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
      ...Object.entries(overrides).map(([name, value]) => `${name}=${value}`),
      "",
    ];
    const file = join(java.folder, "zoo.cfg");
    writeFileSync(file, settings.join("\n"));
    const options = ["-Xmx1000m", ...SERVER_JVM_OPTIONS, "-cp", `${libraries}/*`];
    const address = `127.0.0.1:${port}`;
    return new ZooKeeperServer({
      name: "zookeeper",
      java,
      address,
      command: ["java", ...options, MAIN, file],
      answers: () => answersRuok(address),
    });
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
