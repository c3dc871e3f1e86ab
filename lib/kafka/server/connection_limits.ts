/**
 * How many connections may be open, over all and by address. What passes a bound is closed as it
 * comes, with a logged reason; those that are open serve on.
 *
 * @module
 */

/** The bounds, from the config. They may change while the broker runs. */
export interface ConnectionLimits {
  /** max.connections */
  readonly connectionsMax: number;
  /** max.connections.per.ip, and its overrides, for one address */
  connectionsPerAddressMax(address: string): number;
  /** max.connection.creation.rate */
  readonly connectionsPerSecondMax: number;
}

/** No bound at all. */
export const NO_CONNECTION_LIMITS: ConnectionLimits = {
  connectionsMax: Infinity,
  connectionsPerAddressMax: () => Infinity,
  connectionsPerSecondMax: Infinity,
};

/** Open connections by address. */
export class ConnectionCounts {
  readonly #byAddress = new Map<string, number>();
  #open = 0;

  opened(address: string): void {
    this.#open += 1;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  closed(address: string): void {
    this.#open -= 1;
    const left = (this.#byAddress.get(address) ?? 0) - 1;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }

  /** Why no further connection of this address is taken, or null. */
  fault(address: string, limits: ConnectionLimits): string | null {
    const { connectionsMax } = limits;
    if (this.#open >= connectionsMax) return `max.connections=${connectionsMax} are open`;
    const limit = limits.connectionsPerAddressMax(address);
    const count = this.#byAddress.get(address) ?? 0;
    return count < limit ? null : `max.connections.per.ip=${limit} of its address are open`;
  }
}
