/**
 * What Kafka's own scripts have printed, recorded: tests/golden/cli holds a file for each script,
 * in sections `== name`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dir, "../golden/cli");

/** The recorded output of that name. */
export function recorded(script: string, name: string): string {
  const sections = readFileSync(join(FOLDER, `${script}.txt`), "utf8").split(/^== /m);
  const section = sections.find((each) => each.startsWith(`${name}\n`));
  if (section === undefined) throw new Error(`No recorded output ${name} of ${script}`);
  return section.slice(name.length + 1);
}
