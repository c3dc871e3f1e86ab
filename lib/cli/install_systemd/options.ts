/**
 * The arguments of `kedge install systemd`, sorted.
 *
 * @module
 */

export const USAGE = `usage: kedge install systemd [options]

Makes kedge a service of this machine, as root: copies this executable to /usr/local/bin, writes
/etc/kedge/server.properties where there is none, makes the user kedge, and writes the unit
/etc/systemd/system/kedge.service. What is there and the same is left alone.

  --dry-run            print the unit and do nothing
  --config FILE        the settings; /etc/kedge/server.properties
  --data DIR           the data folder, where the settings name none; /var/lib/kedge
  --prefix DIR         the executable goes to DIR/bin; /usr/local
  --no-copy            the executable stays where it is
  --memory-max SIZE    what all of it may use, page cache included: a share of the machine's
                       memory (85%), a size (800M), or infinity
  --force              replace a unit that is there and differs
  --root DIR           put all of it below DIR, for a disk image: neither root nor systemd needed
  --help               this text
`;

/** What was asked for. All paths are absolute. */
export interface InstallOptions {
  readonly isDryRun: boolean;
  readonly config: string;
  /** null where the settings say, or nobody does. */
  readonly data: string | null;
  readonly prefix: string;
  readonly isCopied: boolean;
  readonly memoryMax: string;
  readonly isForced: boolean;
  /** Empty for the machine's own. */
  readonly root: string;
}

/** Characters that mean nothing to systemd, nor to a shell. */
const PATH = /^\/[\w@.,:+/-]*$/;
const MEMORY = /^(infinity|\d+(\.\d+)?%|\d+[KMGT]?)$/;
const PATH_OPTIONS = ["--config", "--data", "--prefix", "--root"] as const;
const FLAGS = ["--dry-run", "--no-copy", "--force"] as const;
const DEFAULTS = {
  "--config": "/etc/kedge/server.properties",
  "--prefix": "/usr/local",
  "--memory-max": "85%",
};

/** Sorts the arguments, or tells what is wrong with them. */
export function parseInstallOptions(args: readonly string[]): InstallOptions | string {
  const values = new Map<string, string>(Object.entries(DEFAULTS));
  const flags = new Set<string>();
  for (let at = 0; at < args.length; at++) {
    const [, name, inline] = /^(--[^=]+)(?:=(.*))?$/.exec(args[at]!) ?? [];
    if (name === undefined) return `${args[at]} is no option`;
    if (isOneOf(FLAGS, name)) {
      if (inline !== undefined) return `${name} takes no value`;
      flags.add(name);
      continue;
    }
    if (!isOneOf(PATH_OPTIONS, name) && name !== "--memory-max") return `unknown option ${name}`;
    const value = inline ?? args[++at];
    const fault = value === undefined ? `${name} needs a value after it` : faultOf(name, value);
    if (fault !== null) return fault;
    values.set(name, value!.length > 1 ? value!.replace(/\/+$/, "") : value!);
  }
  return {
    isDryRun: flags.has("--dry-run"),
    config: values.get("--config")!,
    data: values.get("--data") ?? null,
    prefix: values.get("--prefix")!,
    isCopied: !flags.has("--no-copy"),
    memoryMax: values.get("--memory-max")!,
    isForced: flags.has("--force"),
    root: values.get("--root") ?? "",
  };
}

function faultOf(name: string, value: string): string | null {
  if (name !== "--memory-max") {
    return PATH.test(value) ? null : `${name} ${value} is no absolute path without blanks in it`;
  }
  return MEMORY.test(value) ? null : `${name} ${value} is neither 85%, 800M nor infinity in form`;
}

function isOneOf(words: readonly string[], word: string): boolean {
  return words.includes(word);
}

/** Whether a path can stand in a unit as it is. */
export function isPlainPath(path: string): boolean {
  return PATH.test(path);
}
