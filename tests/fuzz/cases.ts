/**
 * What fuzzing found, kept: one JSON file each in the folder cases, named after what was wrong.
 * `{"target", "kind", "hex"}` is an input of a target that takes bytes, `{"target", "seed"}` a try
 * of one that makes its own steps.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";

/** A find that must not come back. */
export interface FuzzCase {
  /** The file's name. */
  readonly name: string;
  readonly target: string;
  readonly seed?: number;
  readonly kind?: string;
  readonly hex?: string;
}

const folder = new URL("./cases/", import.meta.url);

/** All that are kept, by name. */
export function readCases(): FuzzCase[] {
  return readdirSync(folder).filter((file) => file.endsWith(".json")).sort().map((file) => {
    const kept: Omit<FuzzCase, "name"> = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    return { ...kept, name: file.slice(0, -".json".length) };
  });
}
