/**
 * `kedge install-links DIR`: writes a link to the executable for every script that it stands in
 * for, with and without `.sh`, so that a call of the script is a call of kedge.
 *
 * @module
 */

import { joinPath } from "../io/file.ts";
import { type Links, SystemLinks } from "../io/links.ts";
import { SystemProcesses } from "../io/processes.ts";
import type { Command, Terminal } from "./command.ts";
import { commands } from "./mod.ts";

const USAGE = `usage: kedge install-links DIR

Writes a link to kedge into DIR for every script of Kafka and ZooKeeper that kedge stands in for,
with and without .sh: kafka-topics.sh, kafka-topics, zkCli.sh … A file of another program is never
overwritten: then nothing is written.
`;

/** What the links are made with; tests have their own. */
export interface LinkPlaces {
  readonly links: Links;
  /** The words that run this executable; a single one where it is compiled. */
  readonly own: readonly string[];
}

export const installLinks: Command = {
  name: "install-links",
  script: "",
  summary: "Write links for all scripts into a folder",
  async run(args, terminal) {
    try {
      const places = { links: new SystemLinks(), own: new SystemProcesses().own };
      return writeLinks(args, { terminal, places });
    } finally {
      await terminal.flush().catch(() => {/* nobody reads any more */});
    }
  },
};

/** Writes the links; returns the exit code. */
export function writeLinks(
  args: readonly string[],
  { terminal, places }: { terminal: Terminal; places: LinkPlaces },
): number {
  const [folder, ...rest] = args;
  if (folder === "--help" || folder === "-h") {
    terminal.stdout(USAGE);
    return 0;
  }
  const [executable = "", ...source] = places.own;
  if (folder === undefined || folder.startsWith("-") || rest.length > 0) {
    terminal.stderr(`kedge install-links: one folder is to be named\n\n${USAGE}`);
    return 2;
  }
  if (source.length > 0) {
    terminal.stderr(
      `Cannot write links to ${places.own.join(" ")}: links need the one executable that ` +
        "npm run build makes\n",
    );
    return 1;
  }
  try {
    return link(folder, executable, { terminal, links: places.links });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.stderr(`Cannot write links into ${folder}: ${reason}\n`);
    return 1;
  }
}

function link(
  folder: string,
  executable: string,
  { terminal, links }: { terminal: Terminal; links: Links },
): number {
  links.makeFolder(folder);
  const paths = scriptNames().map((name) => joinPath(folder, name));
  const foreign = paths.filter((path) => isForeign(path, executable, links));
  if (foreign.length > 0) {
    terminal.stderr(
      `Wrote no link: ${foreign.length} of the names are another program's. Name another folder, ` +
        `or move these away:\n${foreign.map((path) => `  ${path}\n`).join("")}`,
    );
    return 1;
  }
  const missing = paths.filter((path) => {
    const found = links.kindOf(path);
    return found.kind !== "link" || found.target !== executable;
  });
  for (const path of missing) links.link(path, executable);
  const kept = paths.length - missing.length;
  terminal.stdout(
    `Wrote ${missing.length} links to ${executable} into ${folder}` +
      `${kept > 0 ? `; ${kept} were there already` : ""}\n`,
  );
  return 0;
}

/** A link to a kedge of another place is an older one's, and is moved to this one. */
function isForeign(path: string, executable: string, links: Links): boolean {
  const found = links.kindOf(path);
  if (found.kind === "none") return false;
  if (found.kind === "other") return true;
  const name = found.target.slice(found.target.lastIndexOf("/") + 1);
  return found.target !== executable && !/^kedge([-.]|$)/.test(name);
}

/** All names, in order. */
export function scriptNames(): string[] {
  const scripts = commands.flatMap(({ scripts }) => scripts);
  return scripts.flatMap((script) => [script, script.replace(/\.sh$/, "")]).sort();
}
