/**
 * zkServer.sh and zkCli.sh of kedge: a server started from a zoo.cfg, and ZooKeeper 3.9's own
 * zkCli beside kedge's, the same lines to both, which must print the same.
 *
 * @module
 */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { transcriptOf } from "../../cli/zookeeper/transcript.ts";
import { kedgeCommand } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import { freePort } from "../free_port.ts";
import { type Finished, mustRun, run } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { needProgram } from "../tools/apt.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";

const LINES = resolve(import.meta.dirname, "../../golden/cli/zkCli_lines.txt");
const JAVA = ["java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"];
const MAIN = "org.apache.zookeeper.ZooKeeperMain";

/** Calls with one command, which must end alike. */
const CALLS: readonly (readonly string[])[] = [
  ["create", "/one", "two words"],
  ["get", "-s", "/one"],
  ["get", "/nosuch"],
  ["frob"],
  ["ls", "-z", "/"],
];
const PEOPLE_CHECKS = [
  "Tab completes commands and paths",
  "the arrow keys bring back and move",
  "a watch's event goes above the line that is being typed",
  "the shell connects again after a restart of the server",
  "control-D ends it",
];

/** A server from a zoo.cfg, in a folder of its own. */
class ConfiguredServer {
  readonly address: string;
  readonly kedge = kedgeCommand();
  readonly #folder: string;

  constructor(folder: string, port: number) {
    this.#folder = folder;
    this.address = `127.0.0.1:${port}`;
    mkdirSync(folder);
    writeFileSync(
      join(folder, "zoo.cfg"),
      [
        "tickTime=2000",
        "initLimit=10",
        "syncLimit=5",
        `dataDir=${folder}/data`,
        "clientPortAddress=127.0.0.1",
        `clientPort=${port}`,
        "extendedTypesEnabled=true",
        "admin.enableServer=false",
        "",
      ].join("\n"),
    );
  }

  /** Runs kedge's zkServer. */
  run(action: string): Promise<Finished> {
    return run([...this.kedge, "zkServer", "--config", this.#folder, action]);
  }

  /** Begins with an empty tree. */
  async begin(): Promise<void> {
    await this.run("stop");
    rmSync(join(this.#folder, "data"), { recursive: true, force: true });
    const { exitCode, stdout, stderr } = await this.run("start");
    if (exitCode !== 0) throw new Error(`zkServer start: ${stdout}${stderr}`);
  }
}

/** Runs a shell with both of its outputs in one. */
async function printed(command: readonly string[], input: string): Promise<Finished> {
  return await run(["sh", "-c", 'exec "$@" 2>&1', "sh", ...command], { input });
}

async function runServer(
  { report, scratch }: Context,
  server: ConfiguredServer,
): Promise<void> {
  await report.check("zkServer.sh start, status, restart, stop", async () => {
    const outputs: string[] = [];
    for (const action of ["status", "start", "start", "status", "restart", "status", "stop"]) {
      const { exitCode, stdout } = await server.run(action);
      outputs.push(`${exitCode} ${stdout.trimEnd().split("\n").at(-1)}`);
    }
    const expected = [
      "1 Error contacting service. It is probably not running.",
      "0 Starting zookeeper ... STARTED",
      "1 Starting zookeeper ... already running as process PID.",
      "0 Mode: standalone",
      "0 Starting zookeeper ... STARTED",
      "0 Mode: standalone",
      "0 Stopping zookeeper ... STOPPED",
    ];
    const found = outputs.map((line) => line.replace(/process \d+/, "process PID"));
    if (found.join("\n") !== expected.join("\n")) throw new Error(found.join(" | "));
  });
  await report.check("zkServer.sh by the name of its link", async () => {
    const [program = "", ...rest] = server.kedge;
    // From source there is no executable to link to.
    if (rest.length > 0) return;
    const link = join(scratch, "zkServer.sh");
    symlinkSync(program, link);
    const { stdout } = await mustRun([link, "version"]);
    if (!stdout.includes("version 3.9.")) throw new Error(stdout);
  });
}

async function compareShells(
  { report }: Context,
  { server, real }: { server: ConfiguredServer; real: readonly string[] },
): Promise<void> {
  const shells = [[...real], [...server.kedge, "zkCli"]].map((words) => [
    ...words,
    "-server",
    server.address,
  ]);
  await report.check("the lines of a session print what ZooKeeper's zkCli prints", async () => {
    const input = readFileSync(LINES, "utf8");
    const lines = input.split("\n").slice(0, -1);
    const transcripts: string[] = [];
    for (const shell of shells) {
      await server.begin();
      const { exitCode, stdout } = await printed(shell, input);
      transcripts.push(`${transcriptOf(stdout, lines)}exit code ${exitCode}`);
    }
    requireSame(transcripts);
  });
  await report.check("calls with one command end as those of ZooKeeper's zkCli", async () => {
    const outcomes: string[] = [];
    for (const shell of shells) {
      await server.begin();
      const ends: string[] = [];
      for (const call of CALLS) {
        const { exitCode, stdout } = await printed([...shell, ...call], "");
        ends.push(`${call.join(" ")}: ${exitCode}`, transcriptOf(stdout, []));
      }
      outcomes.push(ends.join("\n"));
    }
    requireSame(outcomes);
  });
}

/** Says which line is the first to differ. */
function requireSame([theirs = "", ours = ""]: readonly string[]): void {
  const [expected, found] = [theirs.split("\n"), ours.split("\n")];
  const at = expected.findIndex((line, index) => line !== found[index]);
  if (at >= 0 || expected.length !== found.length) {
    const before = expected.slice(Math.max(0, at - 2), at).join(" | ");
    throw new Error(`after ${before}: ${expected[at]}, kedge: ${found[at]}`);
  }
}

async function runSuite(context: Context): Promise<void> {
  const server = new ConfiguredServer(join(context.scratch, "zk_cli"), await freePort());
  await needProgram("python3");
  try {
    await runServer(context, server);
    const libraries = await mavenLibraries("zkCli3", MAVEN_LIBRARIES.zkCli3);
    const real = [...JAVA, "-cp", join(libraries, "*"), MAIN];
    await compareShells(context, { server, real });
    await server.begin();
    const program = join(import.meta.dirname, "people.py");
    await runClient(context, {
      name: "zkCli.sh on a terminal",
      command: ["python3", program, server.address, ...server.kedge],
      checks: PEOPLE_CHECKS,
      answers: {
        restart: async () => {
          await server.run("restart");
        },
      },
    });
  } finally {
    await server.run("stop");
  }
}

export const zkCliSuite: Suite = { name: "zk_cli", server: "its own", run: runSuite };
