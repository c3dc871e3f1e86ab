/**
 * The connections of one client: to the bootstrap addresses first, then to the brokers that the
 * metadata names, each opened when first needed and again after it ended.
 *
 * @module
 */

import { DisconnectedError } from "./errors.ts";
import { addressText, type BrokerAddress, type Connect, type Transport } from "./transport.ts";

/** A broker as the metadata names it. */
export interface Node extends BrokerAddress {
  readonly id: number;
  readonly rack: string | null;
}

/**
 * Which of several connections to one broker: brokers answer the requests of one connection one
 * after the other, so each consumer has its own for long polls and for rebalances.
 */
export type Lane = string;

/** The lane of everything that is answered at once. */
const DATA_LANE: Lane = "data";

/** What {@linkcode Nodes} is given. */
export interface NodesOptions {
  readonly bootstrapServers: readonly BrokerAddress[];
  readonly connect: Connect;
  /** Told once per address of every change between reachable and not. */
  readonly onUnreachable: (address: string, reason: string) => void;
}

/** The connections. */
export class Nodes {
  readonly #options: NodesOptions;
  readonly #transports = new Map<string, Promise<Transport>>();
  readonly #unreachable = new Set<string>();
  #known = new Map<number, Node>();
  #closed = false;

  constructor(options: NodesOptions) {
    if (options.bootstrapServers.length === 0) {
      throw new RangeError("Cannot make a client: no bootstrap server was named");
    }
    this.#options = options;
  }

  /** The brokers of the last metadata, by id. */
  get known(): ReadonlyMap<number, Node> {
    return this.#known;
  }

  /** Takes the brokers of new metadata. */
  learn(nodes: readonly Node[]): void {
    this.#known = new Map(nodes.map((node) => [node.id, node]));
  }

  /**
   * A connection to any broker: the known ones first, then the bootstrap addresses.
   *
   * @throws {DisconnectedError} where none can be reached now
   */
  async any(): Promise<Transport> {
    const addresses = [...this.#known.values(), ...this.#options.bootstrapServers];
    let last: unknown;
    for (const address of addresses) {
      try {
        return await this.#transport(address, DATA_LANE);
      } catch (error) {
        if (!(error instanceof DisconnectedError)) throw error;
        last = error;
      }
    }
    const tried = [...new Set(addresses.map(addressText))].join(", ");
    throw new DisconnectedError(`Cannot reach any broker, tried ${tried}`, last);
  }

  /**
   * A connection to one broker.
   *
   * @throws {DisconnectedError} where it is not known or not reachable now
   */
  async node(id: number, lane: Lane = DATA_LANE): Promise<Transport> {
    const node = this.#known.get(id);
    if (node === undefined) {
      throw new DisconnectedError(
        `Cannot connect to broker ${id}: the metadata has no such broker`,
      );
    }
    return await this.#transport(node, lane);
  }

  /** Ends the connections of one lane. */
  closeLane(lane: Lane): void {
    for (const [key, opening] of this.#transports) {
      if (!key.endsWith(` ${lane}`)) continue;
      this.#transports.delete(key);
      closeWhenOpen(opening);
    }
  }

  /** Ends all connections. */
  close(): void {
    this.#closed = true;
    for (const opening of this.#transports.values()) closeWhenOpen(opening);
    this.#transports.clear();
  }

  async #transport(address: BrokerAddress, lane: Lane): Promise<Transport> {
    if (this.#closed) throw new DisconnectedError("The client was closed");
    const text = addressText(address);
    const key = `${text} ${lane}`;
    const present = this.#transports.get(key);
    if (present !== undefined) {
      const transport = await present;
      if (!transport.closed) return transport;
      if (this.#transports.get(key) === present) this.#transports.delete(key);
      return await this.#transport(address, lane);
    }
    const opening = this.#open(address, text);
    this.#transports.set(key, opening);
    try {
      return await opening;
    } catch (error) {
      this.#transports.delete(key);
      throw error;
    }
  }

  async #open(address: BrokerAddress, text: string): Promise<Transport> {
    try {
      const transport = await this.#options.connect(address);
      this.#unreachable.delete(text);
      return transport;
    } catch (error) {
      if (!this.#unreachable.has(text)) {
        this.#unreachable.add(text);
        this.#options.onUnreachable(text, error instanceof Error ? error.message : String(error));
      }
      throw error;
    }
  }
}

function closeWhenOpen(opening: Promise<Transport>): void {
  opening.then((transport) => transport.close(), () => {/* it never opened */});
}
