/**
 * The paths and the JSON of Kafka's znodes, as brokers of 2.x and 3.x with ZooKeeper write them:
 * what old tools and other brokers read.
 *
 * @module
 */
import { hostPort } from "../io/host_port.ts";
import type { BrokerEndpoint, BrokerImage, PartitionImage } from "./cluster_image.ts";

export const BROKER_IDS = "/brokers/ids";
export const TOPICS = "/brokers/topics";
export const TOPIC_CONFIGS = "/config/topics";
export const BROKER_CONFIGS = "/config/brokers";
/** Not among the paths that every broker makes: Kafka with ZooKeeper has neither. */
export const GROUP_CONFIGS = "/config/groups";
export const CLIENT_METRICS_CONFIGS = "/config/client-metrics";

/** A name that clients choose freely as the name of a znode: escaped as in an address. */
export function entityNode(name: string): string {
  return /^\.{1,2}$/.test(name) ? name.replaceAll(".", "%2E") : encodeURIComponent(name);
}

/** What {@linkcode entityNode} escaped; a node that somebody else named stands for itself. */
export function entityName(node: string): string {
  try {
    return decodeURIComponent(node);
  } catch {
    return node;
  }
}

export const CONFIG_CHANGES = "/config/changes";
export const DELETE_TOPICS = "/admin/delete_topics";
export const CONTROLLER = "/controller";
export const CONTROLLER_EPOCH = "/controller_epoch";
export const CLUSTER_ID = "/cluster/id";
export const FEATURE = "/feature";
export const PRODUCER_ID_BLOCK = "/latest_producer_id_block";

/** Persistent znodes that a broker makes at its first start. */
export const PERSISTENT_PATHS = [
  "/consumers",
  BROKER_IDS,
  TOPICS,
  CONFIG_CHANGES,
  DELETE_TOPICS,
  "/brokers/seqid",
  "/isr_change_notification",
  PRODUCER_ID_BLOCK,
  "/log_dir_event_notification",
  TOPIC_CONFIGS,
  "/config/clients",
  "/config/users",
  BROKER_CONFIGS,
  "/config/ips",
  "/delegation_token/token_changes",
  "/delegation_token/tokens",
];

/** The znode of a broker's cluster-wide default config. */
export const DEFAULT_ENTITY = "<default>";

/** A znode whose JSON is not what it must be. */
export class ZnodeFormatError extends Error {
  override name = "ZnodeFormatError";
}

const decoder = new TextDecoder();

/** @throws ZnodeFormatError */
export function parseObject(path: string, data: Uint8Array): Record<string, unknown> {
  const text = decoder.decode(data);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value));
    }
  } catch {
    // Said below, with the path.
  }
  throw new ZnodeFormatError(
    `Cannot use znode ${path}: expected a JSON object, found ${text.slice(0, 80)}`,
  );
}

function numbers(path: string, value: unknown): number[] {
  if (Array.isArray(value) && value.every((item) => Number.isInteger(item))) return value;
  throw new ZnodeFormatError(
    `Cannot use znode ${path}: expected broker ids, found ${JSON.stringify(value)}`,
  );
}

function integer(path: string, value: unknown, field: string): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new ZnodeFormatError(
    `Cannot use znode ${path}: expected an integer in ${field}, found ${JSON.stringify(value)}`,
  );
}

/** What `/brokers/topics/T` says. */
export interface TopicAssignment {
  /** Null where an old tool wrote the znode (version 1 has no id). */
  topicId: string | null;
  /** Replicas by partition index. */
  replicas: number[][];
}

export function parseTopic(path: string, data: Uint8Array): TopicAssignment {
  const { partitions, topic_id: topicId } = parseObject(path, data);
  if (typeof partitions !== "object" || partitions === null) {
    throw new ZnodeFormatError(`Cannot use znode ${path}: it has no "partitions"`);
  }
  const byIndex = new Map(Object.entries(partitions));
  const replicas: number[][] = [];
  for (let index = 0; index < byIndex.size; index++) {
    replicas.push(numbers(path, byIndex.get(String(index))));
  }
  const hasId = typeof topicId === "string" && topicId !== "";
  return { topicId: hasId ? topicId : null, replicas };
}

/** The content of a topic's znode; without an id, the controller gives it one. */
export function formatTopic(assignment: TopicAssignment): string {
  const partitions = Object.fromEntries(
    assignment.replicas.map((replicas, index) => [String(index), replicas]),
  );
  return JSON.stringify({
    partitions,
    topic_id: assignment.topicId ?? undefined,
    adding_replicas: {},
    removing_replicas: {},
    version: 3,
  });
}

export function topicPath(topic: string): string {
  return `${TOPICS}/${topic}`;
}

/** The topic whose znode is at a path; null for every other path. */
export function topicAt(path: string): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return path === topicPath(name) ? name : null;
}

export function partitionPath(topic: string, index: number): string {
  return `${TOPICS}/${topic}/partitions/${index}`;
}

/** The state of one partition, without its replicas, which the topic's znode has. */
export type PartitionState = Omit<PartitionImage, "index" | "replicas">;

export function parsePartitionState(path: string, data: Uint8Array): PartitionState {
  const { leader, leader_epoch: leaderEpoch, isr } = parseObject(path, data);
  return {
    leader: integer(path, leader, "leader"),
    leaderEpoch: integer(path, leaderEpoch, "leader_epoch"),
    isr: numbers(path, isr),
  };
}

export function formatPartitionState(state: PartitionState, controllerEpoch: number): string {
  return JSON.stringify({
    controller_epoch: controllerEpoch,
    leader: state.leader,
    version: 1,
    leader_epoch: state.leaderEpoch,
    isr: state.isr,
  });
}

export function parseConfig(path: string, data: Uint8Array): Map<string, string> {
  const { config } = parseObject(path, data);
  if (typeof config !== "object" || config === null) return new Map();
  return new Map(Object.entries(config).map(([name, value]) => [name, String(value)]));
}

export function formatConfig(config: ReadonlyMap<string, string>): string {
  return JSON.stringify({ version: 1, config: Object.fromEntries(config) });
}

/** Whether two entities have the same settings. */
export function sameValues(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): boolean {
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
}

export function parseBroker(path: string, id: number, data: Uint8Array): BrokerImage {
  const { endpoints, rack } = parseObject(path, data);
  const list = Array.isArray(endpoints) ? endpoints : [];
  return {
    id,
    rack: typeof rack === "string" ? rack : null,
    endpoints: list.map((text) => parseEndpoint(path, String(text))),
  };
}

function parseEndpoint(path: string, text: string): BrokerEndpoint {
  const match = /^([^:]+):\/\/\[?(.*?)\]?:(\d+)$/.exec(text);
  if (match === null) {
    throw new ZnodeFormatError(`Cannot use znode ${path}: ${text} is no NAME://host:port`);
  }
  return { listenerName: match[1]!, host: match[2]!, port: Number(match[3]) };
}

export function formatBroker(broker: BrokerImage, timestampMs: number): string {
  const [first] = broker.endpoints;
  return JSON.stringify({
    features: {},
    listener_security_protocol_map: Object.fromEntries(
      broker.endpoints.map(({ listenerName }) => [listenerName, "PLAINTEXT"]),
    ),
    endpoints: broker.endpoints.map(({ listenerName, host, port }) =>
      `${listenerName}://${hostPort(host, port)}`
    ),
    ...(broker.rack === null ? {} : { rack: broker.rack }),
    jmx_port: -1,
    port: first?.port ?? -1,
    host: first?.host ?? null,
    version: 5,
    timestamp: String(timestampMs),
  });
}

export function parseClusterId(data: Uint8Array): string {
  const { id } = parseObject(CLUSTER_ID, data);
  if (typeof id === "string") return id;
  throw new ZnodeFormatError(`Cannot use znode ${CLUSTER_ID}: it has no "id"`);
}

export function formatClusterId(id: string): string {
  return JSON.stringify({ version: "1", id });
}

export function formatController(brokerId: number, timestampMs: number): string {
  return JSON.stringify({
    version: 2,
    brokerid: brokerId,
    timestamp: String(timestampMs),
    kraftControllerEpoch: -1,
  });
}

export function parseController(data: Uint8Array): number {
  const { brokerid } = parseObject(CONTROLLER, data);
  return integer(CONTROLLER, brokerid, "brokerid");
}

/** The levels of the finalized features; a level is a number, or the upper end of a range. */
export function parseFeatures(data: Uint8Array): Map<string, number> {
  const { features } = parseObject(FEATURE, data);
  if (typeof features !== "object" || features === null) return new Map();
  return new Map(
    Object.entries(features).map(([name, level]) => {
      const isRange = typeof level === "object" && level !== null && "max_version_level" in level;
      return [name, integer(FEATURE, isRange ? level.max_version_level : level, name)];
    }),
  );
}

export function formatFeatures(levels: ReadonlyMap<string, number>): string {
  return JSON.stringify({ features: Object.fromEntries(levels), version: 2, status: 1 });
}
