/**
 * A suite is one client (or one kind of trouble) and the checks it makes.
 *
 * @module
 */
import type { Broker } from "./broker/broker.ts";
import type { Report } from "./report.ts";

/** What a suite is given. */
export interface Context {
  readonly broker: Broker;
  readonly report: Report;
  /** A folder of its own, removed after the run. */
  readonly scratch: string;
}

/** One folder of tests/conformance. */
export interface Suite {
  /** The folder's name, also the word that selects it on the command line. */
  readonly name: string;
  /** "its own" where the suite starts kedge itself, and so says nothing about another server. */
  readonly server: "shared" | "its own";
  run(context: Context): Promise<void>;
}
