import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { ClusterMembership } from "../../lib/metadata/cluster_membership.ts";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import { prepareTree } from "../../lib/metadata/registration.ts";

const broker = {
  id: 3,
  rack: null,
  endpoints: [{ listenerName: "PLAINTEXT", host: "localhost", port: 9092 }],
};

let store: MemoryMetadataStore;
let membership: ClusterMembership;

beforeEach(async () => {
  store = new MemoryMetadataStore();
  const clock = new MemoryClock();
  const random = new SeededRandom(1);
  await prepareTree({ store, clock, random }, null);
  membership = new ClusterMembership({
    store,
    clock,
    random,
    logger: new MemoryLogger(),
    deleteTopicEnable: () => true,
  });
});

function create(path: string, data: string): Promise<void> {
  return store.apply([{ kind: "create", path, data }]);
}

const TOPIC = '{"version":1,"partitions":{"0":[3]}}';

describe("a broker's membership", () => {
  test("follows the cluster before the broker is in it", async () => {
    await membership.follow();
    expect(membership.metadata.image.brokers.size).toBe(0);
    expect(membership.controllerEpoch).toBe(0);
    await create("/brokers/topics/orders", TOPIC);
    await membership.settled();
    // Nobody is the controller yet: the partition has no leader.
    expect(membership.metadata.image.topics.get("orders")?.partitions[0]?.leader ?? -1).toBe(-1);
  });

  test("joining makes it a broker and the controller", async () => {
    await membership.follow();
    await membership.join(broker);
    const { image } = membership.metadata;
    expect(image.brokers.get(3)).toEqual(broker);
    expect(image.controllerId).toBe(3);
    expect(membership.controllerEpoch).toBe(1);
  });

  test("the controller acts on what was there before and on what comes", async () => {
    await create("/brokers/topics/before", TOPIC);
    await membership.follow();
    await membership.join(broker);
    await create("/brokers/topics/after", TOPIC);
    await membership.settled();
    const { topics } = membership.metadata.image;
    for (const name of ["before", "after"]) {
      expect(topics.get(name)?.partitions).toMatchObject([{ leader: 3, isr: [3] }]);
    }
    await create("/admin/delete_topics/before", "");
    await membership.settled();
    expect([...membership.metadata.image.topics.keys()]).toEqual(["after"]);
  });
});
