/**
 * Jars from Maven's central repository, one folder per list of coordinates.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../process.ts";
import { needProgram } from "./apt.ts";
import { cached } from "./cache.ts";

const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

/**
 * A folder with the jars of `coordinates` (group:artifact:version) and all they need.
 *
 * @param name the folder's name in the cache
 */
export async function mavenLibraries(
  name: string,
  coordinates: readonly string[],
): Promise<string> {
  return await cached(`maven/${name}`, coordinates, async (folder) => {
    await needProgram("javac");
    await needProgram("mvn");
    const pom = join(folder, "pom.xml");
    writeFileSync(pom, pomOf(name, coordinates));
    const command = ["mvn", "-B", "-q", "-f", pom, COPY];
    const options = [`-DincludeScope=runtime`, `-DoutputDirectory=${folder}`];
    await mustRun([...command, ...options], { timeoutMs: 600_000 });
  });
}

function pomOf(name: string, coordinates: readonly string[]): string {
  const dependencies = coordinates.map((one) => {
    const [group, artifact, version] = one.split(":");
    const parts = [`<groupId>${group}</groupId>`, `<artifactId>${artifact}</artifactId>`];
    return `<dependency>${parts.join("")}<version>${version}</version></dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion><groupId>conformance</groupId>` +
    `<artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>` +
    `<dependencies>${dependencies.join("")}</dependencies></project>\n`;
}
