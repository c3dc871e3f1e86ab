/**
 * Kafka's own scripts, run one after another in one Java (Scripts.java says how): a call takes as
 * long as the work, not as long as the start of a Java.
 *
 * @module
 */
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { linesOf } from "../client_program.ts";
import { type Finished, mustRun, run } from "../process.ts";
import { SCRIPT_CLASSES } from "./script_classes.ts";

const JAVA = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
/** A script's log goes to standard error, where it is no part of what the script says. */
const NO_LOG = "status=off\nname=scripts\nrootLogger.level=off\n";

/** Scripts that print their last lines when the process ends have a process of their own. */
const ALONE = ["kafka-verifiable-consumer", "kafka-verifiable-producer"];

/** One call of a script. */
export interface ToolCall {
  readonly script: string;
  readonly args: readonly string[];
  readonly input?: string | undefined;
  readonly limitMs: number;
}

/** A Java that runs the scripts, and another one where a script has ended it. */
export class KafkaTools {
  readonly #program: readonly string[];
  readonly #folder: string;
  #running: { process: Subprocess<"pipe", "pipe", number>; answers: AsyncGenerator<string> } | null;

  private constructor(program: readonly string[], folder: string) {
    this.#program = program;
    this.#folder = folder;
    this.#running = null;
  }

  /**
   * Compiles the program.
   *
   * @param libraries the folder of Kafka's jars
   * @param folder for classes, settings and what the Java itself has to say
   */
  static async make(libraries: string, folder: string): Promise<KafkaTools> {
    mkdirSync(folder, { recursive: true });
    const jars = join(libraries, "*");
    const source = join(import.meta.dirname, "Scripts.java");
    const compile = ["javac", "-nowarn", "-encoding", "UTF-8", "-d", folder, "-cp", jars];
    await mustRun([...compile, source]);
    const log = join(folder, "log4j2.properties");
    writeFileSync(log, NO_LOG);
    const settings = [`-Dlog4j2.configurationFile=${log}`, "-Dfile.encoding=UTF-8"];
    return new KafkaTools([...JAVA, ...settings, "-cp", `${folder}:${jars}`, "Scripts"], folder);
  }

  /** Runs one script to its end. One call at a time. */
  async run({ script, args, input, limitMs }: ToolCall): Promise<Finished> {
    const tool = SCRIPT_CLASSES[script];
    if (tool === undefined) throw new Error(`Cannot run ${script}: it has no class in the table`);
    if (ALONE.includes(script)) return await this.#runAlone([tool, ...args], limitMs);
    const { process, answers } = this.#running ??= this.#start();
    const call = { tool, args, input: input ?? "", limitMs };
    process.stdin.write(`${JSON.stringify(call)}\n`);
    process.stdin.flush();
    const line = await answers.next();
    if (line.done) {
      this.#running = null;
      throw new Error(`Cannot run ${script}: the Java that runs scripts has ended`);
    }
    const answer = JSON.parse(line.value) as Finished & { ended?: boolean };
    if (answer.ended !== true) return answer;
    this.#running = null;
    return { ...answer, exitCode: await process.exited };
  }

  /** Ends the Java. */
  async stop(): Promise<void> {
    this.#running?.process.kill("SIGKILL");
    await this.#running?.process.exited;
    this.#running = null;
  }

  async #runAlone(words: readonly string[], limitMs: number): Promise<Finished> {
    const command = [...this.#program.slice(0, -1), ...words];
    return await run(command, { timeoutMs: limitMs });
  }

  #start() {
    const options = { cwd: this.#folder, stdin: "pipe", stdout: "pipe" } as const;
    const stderr = openSync(join(this.#folder, "java.log"), "a");
    const process = Bun.spawn([...this.#program], { ...options, stderr });
    return { process, answers: linesOf(process.stdout) };
  }
}
