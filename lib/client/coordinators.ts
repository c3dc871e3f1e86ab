/**
 * Which broker coordinates a group (or a transactional id): asked once through FindCoordinator,
 * remembered until someone says that it is wrong.
 *
 * @module
 */

import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { FindCoordinator } from "./apis.ts";
import { BrokerError } from "./errors.ts";
import type { Nodes } from "./nodes.ts";
import type { Transport } from "./transport.ts";

/** What a coordinator coordinates, by FindCoordinator's numbers. */
export const CoordinatorType = { GROUP: 0, TRANSACTION: 1 } as const;
export type CoordinatorType = typeof CoordinatorType[keyof typeof CoordinatorType];

/** Asks and remembers. */
export class Coordinators {
  readonly #nodes: Nodes;
  readonly #ids = new Map<string, number>();

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  /**
   * The broker id of a coordinator.
   *
   * @param key the group id or transactional id
   * @throws {BrokerError} where the broker cannot say now (mostly retriable)
   */
  async idOf(key: string, type: CoordinatorType = CoordinatorType.GROUP): Promise<number> {
    const remembered = this.#ids.get(`${type} ${key}`);
    if (remembered !== undefined) return remembered;
    const transport = await this.#nodes.any();
    const found = await this.#ask(transport, { key, type });
    if (found.errorCode !== ErrorCode.NONE) {
      throw new BrokerError(found.errorCode, {
        api: "FindCoordinator",
        broker: transport.broker,
        about: key,
        reason: found.errorMessage,
      });
    }
    this.#ids.set(`${type} ${key}`, found.nodeId);
    return found.nodeId;
  }

  /** Forgets an answer that proved wrong. */
  forget(key: string, type: CoordinatorType = CoordinatorType.GROUP): void {
    this.#ids.delete(`${type} ${key}`);
  }

  async #ask(transport: Transport, { key, type }: { key: string; type: CoordinatorType }) {
    // Version 4 asks for several at once; version 0 knows groups only.
    const version = transport.versionOf(FindCoordinator);
    const request = version >= 4 ? { coordinatorKeys: [key] } : { key };
    const keyType = version >= 1 ? { keyType: type } : {};
    const response = await transport.send(FindCoordinator, { ...request, ...keyType });
    return response.coordinators[0] ?? response;
  }
}
