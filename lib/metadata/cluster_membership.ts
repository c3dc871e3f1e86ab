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
import { registerBroker } from "./registration.ts";

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
      controllerEpoch: this.#controllerEpoch,
      random,
      logger: logger.child("controller"),
      deleteTopicEnable: this.#services.deleteTopicEnable,
    });
    await this.#controller.start();
  }

  /**
   * Ends the controller's duties before the session with the tree ends. Resolves when nothing of it
   * is under way; what is left is done after the next start.
   */
  async stop(): Promise<void> {
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
