/**
 * A tree with one topic in a cluster of brokers 1 and 2, for tests of who leads and who holds it.
 *
 * @module
 */
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { ClusterMetadata } from "../../lib/metadata/cluster_metadata.ts";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import { ensurePath } from "../../lib/metadata/metadata_store.ts";
import { prepareTree } from "../../lib/metadata/registration.ts";
import { formatTopic } from "../../lib/metadata/znodes.ts";

export const TOPIC = "/brokers/topics/orders";
export const STATE = `${TOPIC}/partitions/0/state`;

/** What a test has of the cluster. */
export interface AssignmentFixture {
  readonly store: MemoryMetadataStore;
  readonly metadata: ClusterMetadata;
  readonly logger: MemoryLogger;
  readonly services: {
    store: MemoryMetadataStore;
    image: () => ClusterMetadata["image"];
    controllerEpoch: () => number;
    logger: MemoryLogger;
  };
  /** The JSON of a znode, null where there is none. */
  json(path: string): Promise<unknown>;
}

/** Brokers 1 and 2 live; the partition orders-0 is as given, and the topic's id. */
export async function assignmentFixture(
  partition: { replicas: number[]; leader: number; isr: number[] },
  topicId: string | null = "id",
): Promise<AssignmentFixture> {
  const store = new MemoryMetadataStore();
  const logger = new MemoryLogger();
  await prepareTree({ store, clock: new MemoryClock(), random: new SeededRandom(1) }, "cluster");
  const metadata = new ClusterMetadata(store, logger);
  const { replicas, leader, isr } = partition;
  await ensurePath(store, "/admin");
  const endpoint = '{"version":5,"endpoints":["PLAINTEXT://h:9"]}';
  await store.apply([
    { kind: "create", path: "/brokers/ids/1", data: endpoint },
    { kind: "create", path: "/brokers/ids/2", data: endpoint },
    { kind: "create", path: TOPIC, data: formatTopic({ topicId, replicas: [replicas] }) },
    { kind: "create", path: `${TOPIC}/partitions`, data: "" },
    { kind: "create", path: `${TOPIC}/partitions/0`, data: "" },
    {
      kind: "create",
      path: STATE,
      data: JSON.stringify({ controller_epoch: 1, leader, version: 1, leader_epoch: 5, isr }),
    },
  ]);
  await metadata.start();
  const image = () => metadata.image;
  const services = { store, image, controllerEpoch: () => 7, logger };
  async function json(path: string): Promise<unknown> {
    const node = await store.get(path);
    return node === null ? null : JSON.parse(new TextDecoder().decode(node.data));
  }
  return { store, metadata, logger, services, json };
}
