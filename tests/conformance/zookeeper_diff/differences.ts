/**
 * Where kedge answers otherwise than ZooKeeper 3.9 on purpose, by the name of the scenario.
 *
 * @module
 */

/** One difference. */
export interface Difference {
  readonly reason: string;
  /** Text of ZooKeeper's answers, and what stands in its place. */
  readonly replaced: readonly (readonly [string, string])[];
}

const LEFT_ALONE = "who knows a session's id and not its password does not end its connection";
const REFUSED = "a request of the server to itself is refused to clients, who would get past the " +
  "access lists with it";

export const differences: ReadonlyMap<string, Difference> = new Map([
  ["resume: wrong password", { reason: LEFT_ALONE, replaced: [["  a: closed\n", ""]] }],
  ["resume: null password", { reason: LEFT_ALONE, replaced: [["  a: closed\n", ""]] }],
  ["an operation that clients do not have: 20", {
    reason: REFUSED,
    replaced: [[
      "  a: OK\na exists /t false\n  a: NONODE -101",
      "  a: UNIMPLEMENTED -6\n  a: closed\na exists /t false",
    ]],
  }],
]);
