/**
 * Kafka's scripts that kedge has no command for: why, and what to use. Who calls one is told so in
 * one line, and docs/CLI.md lists them.
 *
 * @module
 */

/** A script that is not there. */
export interface AbsentScript {
  /** Without ending: `kafka-jmx`. */
  readonly name: string;
  readonly reason: string;
  /** What does its work, as far as there is such a thing. */
  readonly instead: string;
}

const CONNECT = "Kafka Connect is not there yet";
const OWN_CONNECT = "run Kafka's own Connect with `bootstrap.servers` naming kedge";
const SHARE = "kedge serves no share groups yet";

/** All of them, by name. */
export const absentScripts: readonly AbsentScript[] = [
  { name: "connect-distributed", reason: CONNECT, instead: OWN_CONNECT },
  { name: "connect-mirror-maker", reason: CONNECT, instead: OWN_CONNECT },
  { name: "connect-plugin-path", reason: CONNECT, instead: OWN_CONNECT },
  { name: "connect-standalone", reason: CONNECT, instead: OWN_CONNECT },
  {
    name: "kafka-delegation-tokens",
    reason: "tokens need SASL, which neither kedge nor its client has yet",
    instead: "Kafka's own script, on a cluster with SASL",
  },
  {
    name: "kafka-jmx",
    reason: "there is no Java, and so no JMX",
    instead: "`/metrics` of the REST port, which has the names of Kafka's metrics",
  },
  {
    name: "kafka-metadata-quorum",
    reason: "kedge keeps its metadata in znodes and has no quorum of controllers",
    instead: "`kedge cluster list-endpoints`, or `kedge zookeeper-shell HOST:2181 get /controller`",
  },
  {
    name: "kafka-metadata-shell",
    reason: "kedge keeps its metadata in znodes and has no log of it in Kafka's form",
    instead: "`kedge zookeeper-shell HOST:2181`",
  },
  {
    name: "kafka-mirror-maker",
    reason: "the first MirrorMaker went with Kafka 4",
    instead: "`kedge console-consumer` piped into `kedge console-producer`, or Kafka's own Connect",
  },
  {
    name: "kafka-share-consumer-perf-test",
    reason: SHARE,
    instead: "`kedge consumer-perf-test`, which reads as a consumer",
  },
  {
    name: "kafka-streams-groups",
    reason: "groups of KIP-1071 are not there yet",
    instead: "`kedge consumer-groups`: Kafka Streams reads as a consumer group",
  },
  {
    name: "kafka-verifiable-share-consumer",
    reason: SHARE,
    instead: "`kedge verifiable-consumer`, which reads as a consumer",
  },
];

/** The script of that name, with or without folder and ending; undefined where it is none. */
export function absentScript(called: string): AbsentScript | undefined {
  const name = called.slice(called.lastIndexOf("/") + 1).replace(/\.(sh|bat)$/, "");
  return absentScripts.find((script) => script.name === name || script.name === `kafka-${name}`);
}

/** What is said to who calls it, in one line. */
export function absenceText({ name, reason, instead }: AbsentScript): string {
  return `${name} is not there: ${reason}. Use ${instead.replaceAll("`", "")}.`;
}
