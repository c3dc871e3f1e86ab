/**
 * What settings may name and read beside their own file: environment variables and other files.
 * The table of settings touches neither by itself; whoever loads a file hands them in.
 *
 * @module
 */

/** Environment variables and files. */
export interface Surroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Reads a text file. Throws where it cannot. */
  readText(path: string): string;
}

/** None: a variable is never set, a file never there. */
export const NO_SURROUNDINGS: Surroundings = {
  variables: {},
  readText(path) {
    throw new Error(`No file can be read here: ${path}`);
  },
};
