/**
 * Kafka Streams with exactly_once_v2: a word count that is killed, loses its folder, and meets a
 * restart of the broker.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runClient } from "../client_program.ts";
import { mustRun } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";

const CHECKS = [
  "word count runs, and its internal topics are as it wants them",
  "counts are exact after kill -9 of the application",
  "counts are exact after a restart of the broker",
  "state is restored where the application lost its folder",
];

async function run(context: Context): Promise<void> {
  const libraries = join(await mavenLibraries("streams4", MAVEN_LIBRARIES.streams4), "*");
  const classes = join(context.scratch, "classes");
  const folder = join(context.scratch, "application");
  for (const made of [classes, folder]) mkdirSync(made, { recursive: true });
  const sources = ["../java/Steps.java", "WordCount.java", "Counting.java"]
    .map((name) => join(import.meta.dirname, name));
  const compile = ["javac", "-nowarn", "-encoding", "UTF-8", "-d", classes, "-cp", libraries];
  await mustRun([...compile, ...sources]);
  await runClient(context, {
    name: "Kafka Streams 4.3.1",
    command: [
      ...["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
      ...["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", `${classes}:${libraries}`],
      ...["Counting", context.broker.bootstrap, folder],
    ],
    checks: CHECKS,
  });
}

export const streams: Suite = { name: "streams", server: "shared", run };
