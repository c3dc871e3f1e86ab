/**
 * The AdminServer's commands: what `/commands/<name>` answers, as fields of a JSON object. Names,
 * aliases and fields are ZooKeeper's.
 *
 * @module
 */
import type { CommandContext } from "../command.ts";

/** A number with a decimal point, also where it is whole: `0.0`. */
export class Decimal {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A value of an answer. A bigint is a whole number of any length. */
export type AdminValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Decimal
  | readonly AdminValue[]
  | { readonly [name: string]: AdminValue };

/** The fields of an answer. `error` may be among them; where it is not, it is null. */
export type AdminFields = Readonly<Record<string, AdminValue>>;

/** One command. */
export interface AdminCommand {
  /** The name that answers carry, then the aliases. */
  readonly names: readonly [string, ...string[]];
  /** @param query the parameters of the request */
  run(context: CommandContext, query: ReadonlyMap<string, string>): AdminFields;
}

/** A session id as the number that Java shows: 64 bits with a sign. */
export function sessionNumber(id: bigint): bigint {
  return BigInt.asIntN(64, id);
}
