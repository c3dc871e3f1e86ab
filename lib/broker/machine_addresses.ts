/**
 * What `advertised.listeners=auto` goes by: asks for the machine's addresses at the start, and from
 * time to time again, since an external address can change while the machine runs.
 *
 * @module
 */
import { AUTO_HOST } from "../config/listener.ts";
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock, Timer } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Network } from "../io/socket.ts";
import {
  gcpAddresses,
  isGcpMachine,
  type MachineAddresses,
  METADATA_HOST,
} from "./gcp_metadata.ts";

const REFRESH_MS = 5 * 60_000;
/** A machine of Google Cloud has a metadata server: its network may not be up yet. */
const RETRY_MS = 10_000;

/** What the questions are asked by. */
export interface MachineAddressServices {
  config: Pick<ServerConfig, "advertisedListeners">;
  network: Network;
  clock: Clock;
  files: FileSystem;
  logger: Logger;
  /** GCE_METADATA_HOST, as Google's own clients read it. */
  metadataHost?: string | undefined;
}

/** The machine's addresses, as last told. */
export class MachineAddressWatch {
  readonly #services: MachineAddressServices;
  readonly #host: string;
  #known: MachineAddresses | null = null;
  #timer: Timer | null = null;
  #isStopped = false;
  /** Told when the addresses are others than before; not at the start. */
  onChange: (() => void) | null = null;

  constructor(services: MachineAddressServices) {
    this.#services = services;
    this.#host = services.metadataHost || METADATA_HOST;
  }

  /** Null where no metadata server has answered. */
  get known(): MachineAddresses | null {
    return this.#known;
  }

  /**
   * Where a listener is `auto`: asks for the first time, says what was found, and asks again later.
   * Never fails.
   */
  async start(): Promise<void> {
    const { config, logger, files } = this.#services;
    if (!config.advertisedListeners.some(({ host }) => host === AUTO_HOST)) return;
    const fault = await this.#ask();
    if (this.#known === null) {
      logger.warn(
        `advertised.listeners=auto found no metadata server of Google Cloud (${fault}): each ` +
          "client is told the address it came by. Where that is wrong, set " +
          "advertised.listeners=PLAINTEXT://HOST:9092",
      );
    } else if (this.#known.external === null) {
      logger.warn(
        "advertised.listeners=auto: this machine has no external address, so that every client " +
          `is told ${this.#known.internal}, which only its own network reaches. To add one: ` +
          "gcloud compute instances add-access-config INSTANCE --zone ZONE",
      );
    } else {
      logger.info("advertised.listeners=auto", { ...this.#known });
    }
    const isExpected = (this.#services.metadataHost ?? "") !== "" || isGcpMachine(files);
    if (this.#known !== null || isExpected) this.#askLater();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #askLater(): void {
    if (this.#isStopped) return;
    const delayMs = this.#known === null ? RETRY_MS : REFRESH_MS;
    this.#timer = this.#services.clock.setTimer(delayMs, () => {
      void this.#refresh().finally(() => this.#askLater());
    });
  }

  /** What was known stays while nobody answers. */
  async #refresh(): Promise<void> {
    const before = this.#known;
    await this.#ask();
    const after = this.#known;
    if (this.#isStopped || after === null) return;
    if (before?.internal === after.internal && before.external === after.external) return;
    const message = "advertised.listeners=auto: clients are told other addresses from now on";
    this.#services.logger.info(message, { ...after });
    this.onChange?.();
  }

  /** Returns why nothing was learnt, or null. */
  async #ask(): Promise<string | null> {
    try {
      this.#known = await gcpAddresses(this.#services, this.#host);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
