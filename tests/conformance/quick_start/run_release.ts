/**
 * Runs all command lines of a release three times, each time with a server of its own: Kafka's
 * scripts on Kafka, kedge's on kedge, Kafka's on kedge. The three run side by side.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kedgeCommand } from "../broker/kedge.ts";
import { mustRun } from "../process.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";
import type { CommandLine } from "./command_line.ts";
import { commandLines } from "./command_lines/mod.ts";
import { FILES } from "./files.ts";
import { JavaScripts } from "./java_scripts.ts";
import type { Release, Script } from "./releases.ts";
import { ProcessRunner } from "./script_runner.ts";
import { type Server, startKafka, startKedge } from "./servers.ts";
import { type Runs, Side } from "./side.ts";

/** A command line and its three runs. */
export interface Comparison {
  readonly line: CommandLine;
  /** Kafka's script on Kafka. */
  readonly expected: Runs;
  /** kedge's script on kedge. */
  readonly kedge: Runs;
  /** Kafka's script on kedge. */
  readonly kafka: Runs;
}

/** The words that run a script. */
export type ScriptWords = (script: Script) => readonly string[];

/** kedge's scripts: links of the scripts' names, or words where kedge runs from source. */
export async function kedgeScripts(folder: string): Promise<ScriptWords> {
  const words = kedgeCommand();
  if (words.length > 1) return (script) => [...words, script];
  mkdirSync(folder);
  await mustRun([...words, "install-links", folder]);
  return (script) => [join(folder, script)];
}

/**
 * Runs the lines that the release has.
 *
 * @param place a folder of this release's own, and kedge's scripts
 * @returns the runs, and the ends of the servers' logs
 */
export async function runRelease(
  release: Release,
  { folder, kedgeScript }: { folder: string; kedgeScript: ScriptWords },
): Promise<{ comparisons: Comparison[]; lastWords: string }> {
  mkdirSync(folder);
  const libraries = await mavenLibraries(release.libraries, MAVEN_LIBRARIES[release.libraries]);
  const scripts = await JavaScripts.make(release.name, { libraries, folder });
  const starting = [
    startKafka({ folder, libraries, jvm: scripts.jvm }),
    startKedge(),
    startKedge(),
  ] as const;
  try {
    const [kafka, forKedge, forKafka] = await Promise.all(starting);
    const lines = commandLines.map((line) => lineOf(release, line)).filter((one) => one !== null);
    const [expected, kedge, theirs] = await Promise.all([
      runAll(lines, { server: kafka, folder: join(folder, "kafka-files"), scripts }),
      runAll(lines, { server: forKedge, folder: join(folder, "kedge-files"), kedgeScript }),
      runAll(lines, { server: forKafka, folder: join(folder, "both-files"), scripts }),
    ]);
    const comparisons = lines.map((line, at) => ({
      line,
      expected: runsAt(expected, at),
      kedge: runsAt(kedge, at),
      kafka: runsAt(theirs, at),
    }));
    const lastWords = [kafka, forKedge, forKafka].map((server) => server.lastWords()).join("\n");
    return { comparisons, lastWords };
  } finally {
    const started = await Promise.allSettled(starting);
    await Promise.all(
      started.map((server) => server.status === "fulfilled" ? server.value.stop() : undefined),
    );
  }
}

/** The line as the release has it, without what others have meanwhile; null where it has not. */
function lineOf(release: Release, line: CommandLine): CommandLine | null {
  if (line.releases !== undefined && !line.releases.includes(release.name)) return null;
  if (line.meanwhile === undefined) return line;
  const meanwhile = line.meanwhile.filter((one) => lineOf(release, one) !== null);
  return { ...line, meanwhile };
}

/** Runs the lines in a folder with the files that they name. */
async function runAll(
  lines: readonly CommandLine[],
  { server, folder, ...whose }:
    & { server: Server; folder: string }
    & ({ scripts: JavaScripts } | { kedgeScript: ScriptWords }),
): Promise<Runs[]> {
  mkdirSync(folder);
  for (const [file, content] of Object.entries(FILES)) writeFileSync(join(folder, file), content);
  const runner = "scripts" in whose
    ? whose.scripts.runner(folder)
    : new ProcessRunner(whose.kedgeScript, folder);
  const { bootstrap, zookeeper, logs } = server;
  const side = new Side({ runner, bootstrap, zookeeper, logs, folder });
  const all: Runs[] = [];
  try {
    for (const line of lines) all.push(await side.run(line));
  } finally {
    await runner.stop();
  }
  return all;
}

function runsAt(all: readonly Runs[], at: number): Runs {
  const runs = all[at];
  if (runs === undefined) throw new Error(`Line ${at} did not run`);
  return runs;
}
