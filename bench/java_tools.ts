/**
 * Kafka's own tools, as its scripts run them.
 *
 * @module
 */
import { join } from "node:path";
import { mustRun } from "../tests/conformance/process.ts";
import { mavenLibraries } from "../tests/conformance/tools/maven.ts";
import { MAVEN_LIBRARIES } from "../tests/conformance/versions.ts";
import { SERVER_JVM_OPTIONS } from "./servers/java_process.ts";

/** kafka-producer-perf-test. */
export const PRODUCER_TOOL = "org.apache.kafka.tools.ProducerPerformance";
/** kafka-consumer-perf-test. */
export const CONSUMER_TOOL = "org.apache.kafka.tools.ConsumerPerformance";

const QUICK_JVM_OPTIONS = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
const TOOL_LIMIT_MS = 900_000;

/** Runs `mainClass` with the options of Kafka's script and returns what it printed. */
export async function runPerformanceTool(
  mainClass: string,
  words: readonly string[],
): Promise<string> {
  return await runTool(["-Xmx512M", ...SERVER_JVM_OPTIONS], [mainClass, ...words]);
}

/** Creates a topic, of one partition unless said. */
export async function createTopic(
  address: string,
  topic: string,
  { configs = [], partitions = 1 }: { configs?: readonly string[]; partitions?: number } = {},
): Promise<void> {
  const size = ["--partitions", String(partitions), "--replication-factor", "1"];
  const words = ["--create", "--topic", topic, ...size];
  const settings = configs.flatMap((config) => ["--config", config]);
  await runTopicCommand(address, [...words, ...settings]);
}

/** Deletes a topic. */
export async function deleteTopic(address: string, topic: string): Promise<void> {
  await runTopicCommand(address, ["--delete", "--topic", topic]);
}

async function runTopicCommand(address: string, words: readonly string[]): Promise<void> {
  const command = ["org.apache.kafka.tools.TopicCommand", "--bootstrap-server", address];
  await runTool(QUICK_JVM_OPTIONS, [...command, ...words]);
}

async function runTool(jvm: readonly string[], words: readonly string[]): Promise<string> {
  const libraries = await mavenLibraries("kafka4", MAVEN_LIBRARIES.kafka4);
  const command = ["java", ...jvm, "-cp", join(libraries, "*"), ...words];
  return (await mustRun(command, { timeoutMs: TOOL_LIMIT_MS })).stdout;
}
