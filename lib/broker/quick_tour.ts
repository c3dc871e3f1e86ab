/**
 * What a first start prints after its banner: commands to paste, with the addresses of this kedge,
 * that show each of its three ports at work.
 *
 * @module
 */
import type { FileSystem } from "../io/file.ts";
import type { KedgeAddresses } from "./kedge.ts";
import { pasteable } from "./start_banner.ts";

const TOPIC = "tour";

/** True where none of the folders holds anything: a kedge that starts on them is new. */
export function isFirstStart(folders: readonly string[], files: FileSystem): boolean {
  try {
    // A new file system has a folder of its own.
    return folders.every((path) => files.list(path).every((name) => name === "lost+found"));
  } catch {
    // What is wrong with it, the start says.
    return false;
  }
}

/**
 * The tour, one command a line; empty where no port is open.
 *
 * @param command what runs kedge in a shell
 */
export function quickTour(addresses: KedgeAddresses, command: string): string {
  const [kafka] = addresses.kafka;
  const [zookeeper] = addresses.zookeeper;
  const [rest] = addresses.rest;
  const lines = [
    ...(kafka === undefined ? [] : kafkaLines(pasteable(kafka), command)),
    ...(zookeeper === undefined ? [] : [
      `${command} zkCli -server ${pasteable(zookeeper)} ls ${kafka ? "/brokers/topics" : "/"}`,
    ]),
    ...(rest === undefined
      ? []
      : [`curl http://${pasteable(rest)}${kafka ? "/v3/clusters" : "/commands/stat"}`]),
  ];
  if (lines.length === 0) return "";
  return [
    "",
    "There is no data yet. A tour, to paste into another terminal:",
    "",
    ...lines.map((line) => `  ${line}`),
    "",
    `${command} --help lists all commands; README.md has a longer tour.`,
    "",
  ].join("\n");
}

function kafkaLines(address: string, command: string): string[] {
  const at = `--bootstrap-server ${address}`;
  return [
    `${command} topics ${at} --create --topic ${TOPIC} --partitions 3`,
    `printf 'one\\ntwo\\nthree\\n' | ${command} console-producer ${at} --topic ${TOPIC}`,
    `${command} console-consumer ${at} --topic ${TOPIC} --group ${TOPIC} --from-beginning ` +
    "--max-messages 3",
    `${command} consumer-groups ${at} --describe --group ${TOPIC}`,
  ];
}
