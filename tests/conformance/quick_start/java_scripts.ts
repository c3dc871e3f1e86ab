/**
 * The scripts of a release as their distribution runs them: Java with the class behind the script,
 * warnings logged to standard error. A JVM takes a second of work to start, so the scripts for
 * administration run one after another in one (Scripts.java): each is still the class's own main(),
 * with what it prints and the code that it exits with. What reads standard input or ends in a
 * shutdown hook has a JVM of its own.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { linesOf } from "../client_program.ts";
import { type Finished, mustRun } from "../process.ts";
import { classOf, type ReleaseName, type Script } from "./releases.ts";
import {
  LIMIT_MS,
  LOCALE,
  ProcessRunner,
  type ScriptCall,
  type ScriptRunner,
} from "./script_runner.ts";

const JAVA = [
  ...["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"],
  // The releases before 2.6 look into classes that Java 17 closes.
  "--add-opens=java.base/java.lang=ALL-UNNAMED",
];
/** config/tools-log4j.properties. */
const LOG4J = [
  "log4j.rootLogger=WARN, stderr",
  "log4j.appender.stderr=org.apache.log4j.ConsoleAppender",
  "log4j.appender.stderr.layout=org.apache.log4j.PatternLayout",
  "log4j.appender.stderr.layout.ConversionPattern=[%d] %p %m (%c)%n",
  "log4j.appender.stderr.Target=System.err",
];
/**
 * ZooKeeper 3.4 takes the text of an address that is not resolved apart, which newer Javas write
 * otherwise: it then asks for a host of this name.
 */
const HOSTS = "127.0.0.1 localhost 127.0.0.1/<unresolved> localhost/<unresolved>\n";
const OWN_JVM: ReadonlySet<Script> = new Set<Script>([
  "kafka-console-producer.sh",
  "kafka-console-consumer.sh",
  "kafka-producer-perf-test.sh",
  "kafka-consumer-perf-test.sh",
  "zookeeper-shell.sh",
]);

/** The Java of one release's scripts. */
export class JavaScripts {
  /** Options that every JVM of this release needs, servers too. */
  readonly jvm: readonly string[];
  readonly #release: ReleaseName;
  readonly #java: readonly string[];

  private constructor(release: ReleaseName, place: { libraries: string; folder: string }) {
    const { libraries, folder } = place;
    this.#release = release;
    const log4j = join(folder, "tools-log4j.properties");
    const hosts = join(folder, "hosts");
    writeFileSync(log4j, `${LOG4J.join("\n")}\n`);
    writeFileSync(hosts, HOSTS);
    this.jvm = release === "2.1" ? [`-Djdk.net.hosts.file=${hosts}`] : [];
    const classPath = ["-cp", `${join(folder, "classes")}:${libraries}/*`];
    this.#java = [...JAVA, ...this.jvm, `-Dlog4j.configuration=file:${log4j}`, ...classPath];
  }

  /** Compiles the runner against the release's jars. */
  static async make(
    release: ReleaseName,
    place: { libraries: string; folder: string },
  ): Promise<JavaScripts> {
    const classes = join(place.folder, "classes");
    mkdirSync(classes);
    const source = join(import.meta.dirname, "Scripts.java");
    await mustRun(["javac", "-d", classes, "-cp", `${place.libraries}/*`, source]);
    return new JavaScripts(release, place);
  }

  /** A runner of these scripts in a folder. */
  runner(folder: string): ScriptRunner {
    const classWords = (script: Script) => classOf(script, this.#release);
    return new JavaRunner({ folder, java: this.#java, classWords });
  }
}

/** Runs scripts in one JVM, or in one of their own where they need it. */
class JavaRunner implements ScriptRunner {
  readonly #folder: string;
  readonly #processes: ProcessRunner;
  readonly #java: readonly string[];
  readonly #classWords: (script: Script) => readonly string[];
  #jvm: { process: Subprocess<"pipe", "pipe", "inherit">; answers: AsyncGenerator<string> } | null =
    null;

  constructor(options: {
    folder: string;
    java: readonly string[];
    classWords: (script: Script) => readonly string[];
  }) {
    this.#folder = options.folder;
    this.#java = options.java;
    this.#classWords = options.classWords;
    this.#processes = new ProcessRunner((script) => this.words(script), options.folder);
  }

  words(script: Script): readonly string[] {
    return [...this.#java, ...this.#classWords(script)];
  }

  async run(call: ScriptCall): Promise<Finished> {
    if (OWN_JVM.has(call.script)) return await this.#processes.run(call);
    const { process, answers } = this.#jvm ??= this.#start();
    const words = [...this.#classWords(call.script), ...call.args].map((word) =>
      Buffer.from(word).toString("base64")
    );
    process.stdin.write(`${words.join(" ")}\n`);
    process.stdin.flush();
    const limit = setTimeout(() => process.kill("SIGKILL"), LIMIT_MS);
    const { value } = await answers.next();
    clearTimeout(limit);
    if (typeof value === "string") return finishedOf(value);
    this.#jvm = null;
    return { exitCode: null, stdout: "", stderr: `the JVM ended in ${call.script}` };
  }

  async stop(): Promise<void> {
    const process = this.#jvm?.process;
    this.#jvm = null;
    process?.kill("SIGKILL");
    await process?.exited;
  }

  #start() {
    const options = { cwd: this.#folder, env: { ...globalThis.process.env, ...LOCALE } };
    const process = Bun.spawn([...this.#java, "Scripts"], {
      ...options,
      ...{ stdin: "pipe", stdout: "pipe", stderr: "inherit" },
    });
    return { process, answers: linesOf(process.stdout) };
  }
}

/** What Scripts.java says of a run. */
function finishedOf(line: string): Finished {
  const [code, ...outputs] = line.split(" ");
  const [stdout = "", stderr = ""] = outputs.map((text) =>
    text === "-" ? "" : Buffer.from(text, "base64").toString()
  );
  return { exitCode: Number(code), stdout, stderr };
}
