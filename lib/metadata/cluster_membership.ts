/**
 * This broker's place in the cluster: it follows the metadata, registers itself, and, being the
 * controller, acts on what others write.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import type { BrokerImage } from "./cluster_image.ts";
import { ClusterMetadata } from "./cluster_metadata.ts";
import { Controller } from "./controller.ts";
import type { MetadataStore } from "./metadata_store.ts";
import { becomeController, registerBroker, updateBroker } from "./registration.ts";
import { BROKER_IDS, CONTROLLER } from "./znodes.ts";

/** What a membership needs. */
export interface MembershipServices {
  store: MetadataStore;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** delete.topic.enable */
  deleteTopicEnable: () => boolean;
}

/** Follows first, joins when the ports are known. */
export class ClusterMembership {
  readonly metadata: ClusterMetadata;
  readonly #services: MembershipServices;
  #controller: Controller | null = null;
  #controllerEpoch = 0;
  #electing: Promise<void> | null = null;
  #stopped = false;

  constructor(services: MembershipServices) {
    this.#services = services;
    this.metadata = new ClusterMetadata(services.store, services.logger.child("metadata"));
  }

  /** 0 until this broker has joined. */
  get controllerEpoch(): number {
    return this.#controllerEpoch;
  }

  /** Reads the cluster's state and follows its changes. */
  follow(): Promise<void> {
    return this.metadata.start();
  }

  /** Registers the broker and takes up the controller's duties. */
  async join(broker: BrokerImage): Promise<void> {
    const { store, clock, random, logger } = this.#services;
    this.#controllerEpoch = await registerBroker({ store, clock, random }, broker);
    await this.metadata.settled();
    this.#controller = new Controller({
      store,
      metadata: this.metadata,
      brokerId: broker.id,
      controllerEpoch: () => this.#controllerEpoch,
      random,
      logger: logger.child("controller"),
      deleteTopicEnable: this.#services.deleteTopicEnable,
    });
    await this.#controller.start();
    for (const id of this.metadata.image.brokers.keys()) this.#warnOfOther(id, broker.id);
    store.watch(({ kind, path }) => {
      if (kind === "created" && path.startsWith(`${BROKER_IDS}/`)) {
        this.#warnOfOther(Number(path.slice(BROKER_IDS.length + 1)), broker.id);
      }
      if (kind !== "deleted" || path !== CONTROLLER || this.#stopped) return;
      this.#electing ??= this.#electAgain(broker.id).finally(() => this.#electing = null);
    });
  }

  /** Writes anew what the broker is registered with: its addresses are others now. */
  announce(broker: BrokerImage): void {
    const { store, clock, logger } = this.#services;
    updateBroker({ store, clock }, broker).catch((error) => {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error(`could not register the broker's new addresses: ${reason}`);
    });
  }

  /** The coordinator is for Kafka's brokers too, but not at the paths of this broker. */
  #warnOfOther(id: number, own: number): void {
    if (id === own) return;
    this.#services.logger.warn(
      "another broker registered at the paths of this one, which does not work with others yet: " +
        "give one of the two a chroot of its own in zookeeper.connect",
      { broker: id },
    );
  }

  /** Somebody has removed /controller, as one does to have one elected: this is it again. */
  async #electAgain(brokerId: number): Promise<void> {
    const { store, clock, random, logger } = this.#services;
    try {
      // Whoever has written itself there meanwhile is it.
      if (await store.get(CONTROLLER) !== null) return;
      this.#controllerEpoch = await becomeController({ store, clock, random }, brokerId);
      logger.info("became the controller again", { epoch: this.#controllerEpoch });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error(`could not become the controller again: ${reason}`);
    }
  }

  /**
   * Ends the controller's duties before the session with the tree ends. Resolves when nothing of it
   * is under way; what is left is done after the next start.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#electing;
    await this.#controller?.stop();
    await this.metadata.settled();
  }

  /** Resolves when what was written is in the image, acted on, and in the image again. */
  async settled(): Promise<void> {
    await this.metadata.settled();
    await this.#controller?.settled();
    await this.metadata.settled();
  }
}
