/**
 * What a broker writes into the tree when it starts: the persistent paths, the cluster's id, its
 * own registration and the controller's. What a killed predecessor with the same id left behind
 * is replaced at once, not waited for.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import type { Random } from "../io/random.ts";
import type { BrokerImage } from "./cluster_image.ts";
import {
  ANY_VERSION,
  ensurePath,
  type MetadataOperation,
  type MetadataStore,
} from "./metadata_store.ts";
import {
  BROKER_IDS,
  CLUSTER_ID,
  CONTROLLER,
  CONTROLLER_EPOCH,
  FEATURE,
  formatBroker,
  formatClusterId,
  formatController,
  parseClusterId,
  PERSISTENT_PATHS,
} from "./znodes.ts";

/** What a registration needs. */
export interface RegistrationServices {
  store: MetadataStore;
  clock: Clock;
  random: Random;
}

/** Makes the paths every broker expects and settles the cluster's id, which it returns. */
export async function prepareTree(
  services: RegistrationServices,
  knownClusterId: string | null,
): Promise<string> {
  const { store, random } = services;
  for (const path of PERSISTENT_PATHS) await ensurePath(store, path);
  const node = await store.get(CLUSTER_ID);
  if (node !== null) return parseClusterId(node.data);
  const clusterId = knownClusterId ?? random.kafkaUuid();
  await ensurePath(store, "/cluster");
  await store.apply([{ kind: "create", path: CLUSTER_ID, data: formatClusterId(clusterId) }]);
  return clusterId;
}

/** Registers the broker and makes it the controller; returns the controller's epoch. */
export async function registerBroker(
  services: RegistrationServices,
  broker: BrokerImage,
): Promise<number> {
  const { store, clock } = services;
  const data = formatBroker(broker, clock.nowMs());
  await replaceEphemeral(store, `${BROKER_IDS}/${broker.id}`, data);
  const epoch = await becomeController(services, broker.id);
  if (await store.get(FEATURE) === null) {
    const data = JSON.stringify({ features: {}, version: 2, status: 1 });
    await store.apply([{ kind: "create", path: FEATURE, data }]);
  }
  return epoch;
}

/** Writes anew what a broker is registered with. */
export async function updateBroker(
  { store, clock }: Pick<RegistrationServices, "store" | "clock">,
  broker: BrokerImage,
): Promise<void> {
  const path = `${BROKER_IDS}/${broker.id}`;
  const data = formatBroker(broker, clock.nowMs());
  await store.apply([{ kind: "set", path, data, version: ANY_VERSION }]);
}

/** Makes the broker the controller, whoever was it before; returns the new epoch. */
export async function becomeController(
  { store, clock }: RegistrationServices,
  brokerId: number,
): Promise<number> {
  const epochNode = await store.get(CONTROLLER_EPOCH);
  const epoch = epochNode === null ? 1 : Number(new TextDecoder().decode(epochNode.data)) + 1;
  await store.apply([
    epochNode === null
      ? { kind: "create", path: CONTROLLER_EPOCH, data: String(epoch) }
      : { kind: "set", path: CONTROLLER_EPOCH, data: String(epoch), version: epochNode.version },
  ]);
  await replaceEphemeral(store, CONTROLLER, formatController(brokerId, clock.nowMs()));
  return epoch;
}

async function replaceEphemeral(store: MetadataStore, path: string, data: string): Promise<void> {
  const operations: MetadataOperation[] = [];
  if (await store.get(path) !== null) {
    operations.push({ kind: "delete", path, version: ANY_VERSION });
  }
  operations.push({ kind: "create", path, data, ephemeral: true });
  await store.apply(operations);
}
