/**
 * Access control lists as the ZooKeeper shell reads and prints them.
 *
 * @module
 */

import type { ACL } from "../../zookeeper/protocol/data_records.ts";
import type { Terminal } from "../command.ts";

/** Permissions by letter, in the order in which they are printed. */
const LETTERS = [["c", 4], ["d", 8], ["r", 1], ["w", 2], ["a", 16]] as const;

/** Everyone may do everything: what a znode has where nobody says otherwise. */
export const OPEN_ACL: readonly ACL[] = [{ perms: 31, id: { scheme: "world", id: "anyone" } }];

/**
 * Reads `scheme:id:perms,scheme:id:perms`; an id may hold colons itself. An entry that is not of
 * that form is told and left out; where none is left the list is empty, and nobody takes it.
 */
export function parseAcl(text: string, terminal: Terminal): ACL[] {
  // As Java cuts: empty entries at the end are none.
  return text.replace(/,+$/, "").split(",").flatMap((entry) => {
    const first = entry.indexOf(":");
    const last = entry.lastIndexOf(":");
    if (first < 0 || first === last) {
      terminal.stderr(`${entry} does not have the form scheme:id:perm\n`);
      return [];
    }
    return [{
      perms: parsePermissions(entry.slice(last + 1), terminal),
      id: { scheme: entry.slice(0, first), id: entry.slice(first + 1, last) },
    }];
  });
}

function parsePermissions(letters: string, terminal: Terminal): number {
  let perms = 0;
  for (const letter of letters) {
    const known = LETTERS.find(([each]) => each === letter);
    if (known === undefined) terminal.stderr(`Unknown perm type: ${letter}\n`);
    else perms |= known[1];
  }
  return perms;
}

/** Two lines for each entry. */
export function aclText(acl: readonly ACL[]): string {
  return acl.map(({ perms, id }) => {
    const letters = LETTERS.filter(([, bit]) => (perms & bit) !== 0).map(([letter]) => letter);
    return `'${id.scheme},'${id.id}\n: ${letters.join("")}\n`;
  }).join("");
}
