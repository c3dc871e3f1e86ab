/**
 * How replicas are spread over brokers: leaders in turn, followers each time shifted by one more,
 * and, where brokers have racks, no two replicas in one rack as long as there are others (KIP-36).
 *
 * @module
 */

import type { Random } from "../../io/random.ts";
import { TerseError } from "../terse_error.ts";

/** A broker and its rack. */
export interface RackedBroker {
  readonly id: number;
  readonly rack: string | null;
}

/** How many replicas to spread. */
export interface Spread {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly random: Random;
}

/**
 * The replicas of each partition.
 *
 * @throws {TerseError} where there are fewer brokers than replicas, or only some have a rack
 */
export function spreadReplicas(brokers: readonly RackedBroker[], spread: Spread): number[][] {
  const { replicationFactor } = spread;
  if (brokers.length === 0) {
    throw new TerseError(
      "All brokers are currently fenced, or have all their log directories cordoned.",
    );
  }
  if (replicationFactor > brokers.length) {
    throw new TerseError(
      `The target replication factor of ${replicationFactor} cannot be reached because only ` +
        `${brokers.length} broker(s) are registered.`,
    );
  }
  const racked = brokers.filter(({ rack }) => rack !== null).length;
  if (racked !== 0 && racked !== brokers.length) {
    throw new TerseError(
      "Not all brokers have rack information. Add --disable-rack-aware in command line to make " +
        "replica assignment without rack information.",
    );
  }
  const sorted = brokers.toSorted((a, b) => a.id - b.id);
  return spreadOver(racked === 0 ? sorted : rackByRack(sorted), spread);
}

/** Brokers so that neighbours are of different racks. */
export function rackByRack(brokers: readonly RackedBroker[]): RackedBroker[] {
  const racks = new Map<string | null, RackedBroker[]>();
  for (const broker of brokers.toSorted((a, b) => (a.rack ?? "") < (b.rack ?? "") ? -1 : 1)) {
    racks.set(broker.rack, [...racks.get(broker.rack) ?? [], broker]);
  }
  const longest = Math.max(...[...racks.values()].map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => index)
    .flatMap((index) => [...racks.values()].flatMap((list) => list[index] ?? []));
}

function spreadOver(
  brokers: readonly RackedBroker[],
  { partitions, replicationFactor, random }: Spread,
): number[][] {
  const count = brokers.length;
  const start = random.int(count);
  let shift = random.int(count);
  return Array.from({ length: partitions }, (_, partition) => {
    if (partition > 0 && partition % count === 0) shift++;
    const leader = (partition + start) % count;
    const chosen = [brokers[leader]!];
    for (let step = 0; chosen.length < replicationFactor; step++) {
      const next = brokers[follower(leader, { shift: shift + step, count })]!;
      if (mayTake(next, chosen, brokers)) chosen.push(next);
    }
    return chosen.map(({ id }) => id);
  });
}

function follower(leader: number, { shift, count }: { shift: number; count: number }): number {
  return (leader + 1 + shift % (count - 1)) % count;
}

/** A second replica in a rack comes only when all racks have one, and none twice on a broker. */
function mayTake(
  broker: RackedBroker,
  chosen: readonly RackedBroker[],
  brokers: readonly RackedBroker[],
): boolean {
  if (chosen.includes(broker)) return false;
  if (broker.rack === null) return true;
  const racks = new Set(brokers.map(({ rack }) => rack));
  const used = new Set(chosen.map(({ rack }) => rack));
  return !used.has(broker.rack) || used.size === racks.size;
}
