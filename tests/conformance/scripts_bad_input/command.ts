/**
 * The command line of a call, with what is known at run time only filled in.
 *
 * @module
 */
import { kedgeCommand } from "../broker/kedge.ts";

/** host:port of each. */
export interface Addresses {
  readonly broker: string;
  readonly zookeeper: string;
  /** Nobody listens there. */
  readonly dead: string;
}

/** The words that run it. */
export function commandOf(line: string, { broker, zookeeper, dead }: Addresses): string[] {
  const filledIn = line.replace(/\bBS\b/, `--bootstrap-server ${broker}`)
    .replaceAll("$BROKER", broker).replaceAll("$DEAD", dead).replaceAll("$ZOOKEEPER", zookeeper);
  return [...kedgeCommand(), ...filledIn.split(" ").filter((word) => word !== "")];
}
