/**
 * The arguments of `kedge zookeeper import|export`, sorted, or refused with the usage.
 *
 * @module
 */
import type { Refusal, StartArguments } from "./start_arguments.ts";

const USAGE = `usage: kedge zookeeper import --data-dir DIR [--data-log-dir DIR] [--force]
                              [--into FOLDER | server.properties] [--override key=value]...
       kedge zookeeper export --data-dir DIR [--data-log-dir DIR] [--force]
                              [--from FOLDER | server.properties] [--override key=value]...

Moves the znodes, access lists, sessions and ephemeral znodes of an Apache ZooKeeper 3.4 to 3.9 into
kedge's data folder, or those of kedge into a folder that Apache ZooKeeper starts from. Neither of
them may run meanwhile: kedge is kept off by its lock, a ZooKeeper has none and must be stopped.

import reads DIR and changes nothing in it. export writes DIR/version-2/snapshot.ZXID.

  --data-dir DIR         what zoo.cfg calls dataDir: the folder above version-2
  --data-log-dir DIR     what zoo.cfg calls dataLogDir, where it has one
  --into FOLDER          import: kedge's data folder, as --override log.dirs=FOLDER
  --from FOLDER          export: the same
  --override key=value   a setting that counts more than the file's, as for kedge start
  --zookeeper-config FILE   a zoo.cfg that kedge is started with, as for kedge start
  --force                import: what kedge's data folder has of znodes is set aside
                         export: what a ZooKeeper has left in DIR is set aside
  --help                 this text
`;

/** What to do. */
export type Direction = "import" | "export";

/** The arguments, sorted. */
export interface ZookeeperArguments {
  readonly direction: Direction;
  readonly dataDir: string;
  readonly dataLogDir: string | null;
  /** Whether what is in the way is set aside. */
  readonly inTheWay: "refuse" | "set aside";
  /** Which kedge it is about, as a start would be told. */
  readonly kedge: StartArguments;
}

/** Options with a value after them. */
const VALUED = [
  "--data-dir",
  "--data-log-dir",
  "--into",
  "--from",
  "--override",
  "--zookeeper-config",
];

interface Sorted {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
  readonly isForced: boolean;
}

/** What `args` ask for, or why they ask for nothing that can be done. */
export function parseZookeeperArguments(args: readonly string[]): ZookeeperArguments | Refusal {
  const [direction, ...rest] = args;
  if (args.some((one) => one === "--help" || one === "-h")) return { text: USAGE, exitCode: 0 };
  if (direction !== "import" && direction !== "export") {
    const found = direction === undefined ? "" : `, found ${direction}`;
    return usageFault(`import or export must come first${found}`);
  }
  const sorted = sortArguments(rest);
  return typeof sorted === "string" ? usageFault(sorted) : assemble(direction, sorted);
}

/** The arguments by their kind, or what is wrong with them. */
function sortArguments(args: readonly string[]): Sorted | string {
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  let isForced = false;
  for (let i = 0; i < args.length; i++) {
    const [, name = "", attached] = /^(--[^=]*)=([^]*)$/.exec(args[i]!) ?? ["", args[i]!];
    if (name === "--force" && attached === undefined) isForced = true;
    else if (VALUED.includes(name)) {
      const value = attached ?? args[++i];
      if (value === undefined) return `${name} needs something after it`;
      values.set(name, [...values.get(name) ?? [], value]);
    } else if (name.startsWith("-")) return `unknown option ${name}`;
    else positionals.push(args[i]!);
  }
  return { values, positionals, isForced };
}

function assemble(
  direction: Direction,
  { values, positionals, isForced }: Sorted,
): ZookeeperArguments | Refusal {
  const [folderOption, otherOption] = direction === "import"
    ? ["--into", "--from"]
    : ["--from", "--into"];
  if (values.has(otherOption!)) {
    return usageFault(`${direction} has no ${otherOption}: ${folderOption} is meant`);
  }
  const twice = VALUED.find((name) => name !== "--override" && (values.get(name)?.length ?? 0) > 1);
  if (twice !== undefined) return usageFault(`${twice} is given twice`);
  const one = (name: string) => values.get(name)?.[0] ?? null;
  const dataDir = one("--data-dir");
  if (dataDir === null) return usageFault("--data-dir is missing: dataDir of ZooKeeper's zoo.cfg");
  const folder = one(folderOption!);
  const overrides = [...values.get("--override") ?? []];
  if (folder !== null) overrides.push(`log.dirs=${folder}`);
  return {
    direction,
    dataDir: plainFolder(dataDir),
    dataLogDir: optionalFolder(one("--data-log-dir")),
    inTheWay: isForced ? "set aside" : "refuse",
    kedge: { files: [...positionals], zooCfg: one("--zookeeper-config"), overrides },
  };
}

/** Without slashes at the end, and without the folder that ZooKeeper makes in it. */
function plainFolder(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, "").replace(/(?<=.)\/version-2$/, "");
}

function optionalFolder(folder: string | null): string | null {
  return folder === null ? null : plainFolder(folder);
}

function usageFault(fault: string): Refusal {
  return { text: `kedge zookeeper: ${fault}\n\n${USAGE}`, exitCode: 2 };
}
