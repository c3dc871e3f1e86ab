import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { ClusterMembership } from "../../lib/metadata/cluster_membership.ts";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import { prepareTree } from "../../lib/metadata/registration.ts";
import { turns, until } from "../io/turns.ts";

const broker = {
  id: 3,
  rack: null,
  endpoints: [{ listenerName: "PLAINTEXT", host: "localhost", port: 9092 }],
};

let store: MemoryMetadataStore;
let logger: MemoryLogger;
let membership: ClusterMembership;

beforeEach(async () => {
  store = new MemoryMetadataStore();
  const clock = new MemoryClock();
  const random = new SeededRandom(1);
  await prepareTree({ store, clock, random }, null);
  logger = new MemoryLogger();
  membership = new ClusterMembership({
    store,
    clock,
    random,
    logger,
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

  test("warns of each other broker at its paths, there before or not", async () => {
    const other = '{"version":5,"endpoints":["PLAINTEXT://b:9092"],"host":"b","port":9092}';
    await create("/brokers/ids/7", other);
    await membership.follow();
    await membership.join(broker);
    await create("/brokers/ids/8", other);
    await membership.settled();
    const warnings = logger.lines.filter(({ message }) => message.startsWith("another broker"));
    expect(warnings.map(({ fields }) => fields)).toEqual([{ broker: 7 }, { broker: 8 }]);
  });

  const CONTROLLER = "/controller";

  function removeController(): Promise<void> {
    return store.apply([{ kind: "delete", path: CONTROLLER, version: -1 }]);
  }

  async function epochOf(path: string): Promise<number> {
    const { data } = (await store.get(path))!;
    return JSON.parse(new TextDecoder().decode(data)).controller_epoch;
  }

  test("without a /controller it becomes the controller again, in the next epoch", async () => {
    await membership.follow();
    await membership.join(broker);
    await removeController();
    await until("there is one again", () => membership.controllerEpoch === 2);
    await membership.settled();
    expect(membership.metadata.image.controllerId).toBe(3);
    await create("/brokers/topics/later", TOPIC);
    await membership.settled();
    expect(await epochOf("/brokers/topics/later/partitions/0/state")).toBe(2);
  });

  test("somebody else who is the controller by then stays it", async () => {
    await membership.follow();
    await membership.join(broker);
    const data = '{"version":2,"brokerid":7}';
    await store.apply([
      { kind: "delete", path: CONTROLLER, version: -1 },
      { kind: "create", path: CONTROLLER, data },
    ]);
    await turns();
    await membership.settled();
    expect([membership.metadata.image.controllerId, membership.controllerEpoch]).toEqual([7, 1]);
  });

  test("after its end it does not want to be the controller any more", async () => {
    await membership.follow();
    await membership.join(broker);
    await membership.stop();
    await removeController();
    await turns();
    expect(await store.get(CONTROLLER)).toBeNull();
  });
});
