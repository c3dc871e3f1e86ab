/**
 * `kedge install systemd`: makes kedge a service of this machine. What is there and the same is
 * left alone, so that running it again changes nothing, or brings a newer executable in.
 *
 * @module
 */
import { type Installation, SystemInstallation } from "../io/installation.ts";
import { SystemProcesses } from "../io/processes.ts";
import type { Command, Terminal } from "./command.ts";
import { type InstallOptions, parseInstallOptions, USAGE } from "./install_systemd/options.ts";
import { InstallError, unitPlaces } from "./install_systemd/places.ts";
import {
  serverProperties,
  systemdUnit,
  SYSUSERS,
  SYSUSERS_PATH,
  UNIT_PATH,
  type UnitPlaces,
  USER,
} from "./install_systemd/unit.ts";

/** Where a machine that systemd has started has a folder of its own. */
const SYSTEMD_RUNS = "/run/systemd/system";

/** What an installation works with; tests have their own. */
export interface InstallGround {
  readonly machine: Installation;
  /** The words that run this executable; a single one where it is compiled. */
  readonly own: readonly string[];
}

export const install: Command = {
  name: "install",
  script: "",
  summary: "Make kedge a service of this machine",
  async run(args, terminal) {
    try {
      const ground = { machine: new SystemInstallation(), own: new SystemProcesses().own };
      return runInstall(args, { terminal, ground });
    } finally {
      await terminal.flush().catch(() => {/* nobody reads any more */});
    }
  },
};

/** Installs; returns the exit code. */
export function runInstall(
  [what, ...args]: readonly string[],
  { terminal, ground }: { terminal: Terminal; ground: InstallGround },
): number {
  if (what === undefined || what === "--help" || args.includes("--help") || args.includes("-h")) {
    const isAsked = what !== undefined;
    if (isAsked) terminal.stdout(USAGE);
    else terminal.stderr(USAGE);
    return isAsked ? 0 : 2;
  }
  const options = what === "systemd"
    ? parseInstallOptions(args)
    : `it knows systemd only, and not ${what}`;
  if (typeof options === "string") {
    terminal.stderr(`kedge install: ${options}\n\n${USAGE}`);
    return 2;
  }
  try {
    const lines = installSystemd(options, ground);
    terminal.stdout(lines);
    return 0;
  } catch (error) {
    const isExpected = error instanceof InstallError;
    const isSystemFault = error instanceof Error && "code" in error;
    if (!isExpected && !isSystemFault) throw error;
    terminal.stderr(`kedge install systemd: ${error.message}\n`);
    return 1;
  }
}

/** Does it; returns what to print. */
function installSystemd(options: InstallOptions, { machine, own }: InstallGround): string {
  const { root, config } = options;
  const [executable = "", ...source] = own;
  const settings = machine.readText(root + config);
  const places = unitPlaces(options, {
    executable,
    settings,
    readText: (path) => machine.readText(root + path),
  });
  const unit = systemdUnit(places);
  if (options.isDryRun) return unit;
  if (source.length > 0) {
    throw new InstallError(
      `Cannot install ${
        own.join(" ")
      }: a service needs the one executable that npm run build makes`,
    );
  }
  if (root === "") requireMachine(machine);
  const before = machine.readText(root + UNIT_PATH);
  if (before !== null && before !== unit && !options.isForced) {
    throw new InstallError(
      `${root}${UNIT_PATH} is there and differs, so nothing was done. Look at what differs ` +
        `(--dry-run prints the new one), and replace it with --force. Changes of your own belong ` +
        "into `systemctl edit kedge`",
    );
  }
  const done = putInPlace(options, { machine, executable, places, settings, unit, before });
  return report(done, root);
}

function requireMachine(machine: Installation): void {
  if (!machine.exists(SYSTEMD_RUNS)) {
    throw new InstallError(
      "This machine was not started by systemd, so there is nobody to run a service. " +
        "`kedge start --daemon` runs it in the background; --root DIR prepares a disk image; " +
        "--dry-run prints the unit",
    );
  }
  if (machine.userId !== 0) {
    throw new InstallError(
      "Only root can install a service: put sudo before it. --dry-run prints the unit",
    );
  }
}

/** What was done, one word each and what to. */
interface Done {
  readonly lines: readonly string[];
  readonly isProgramNew: boolean;
  readonly isUnitNew: boolean;
}

function putInPlace(
  { root, config, isCopied }: InstallOptions,
  { machine, executable, places, settings, unit, before }: {
    machine: Installation;
    executable: string;
    places: UnitPlaces;
    settings: string | null;
    unit: string;
    before: string | null;
  },
): Done {
  const lines: string[] = [];
  const program = root + places.program;
  const isProgramNew = isCopied && !machine.isSame(executable, program);
  if (isProgramNew) machine.copyProgram(executable, program);
  lines.push(`${isProgramNew ? "wrote" : "kept "} ${program}`);
  if (settings === null) machine.writeText(root + config, serverProperties(places.data.join(",")));
  lines.push(`${settings === null ? "wrote" : "kept "} ${root}${config}`);
  const isUserNew = machine.readText(root + SYSUSERS_PATH) !== SYSUSERS;
  if (isUserNew) machine.writeText(root + SYSUSERS_PATH, SYSUSERS);
  lines.push(`${isUserNew ? "wrote" : "kept "} ${root}${SYSUSERS_PATH}`);
  // In an image, the first start of the machine makes the users.
  if (root === "") lines.push(makeUser(machine));
  if (before !== unit) machine.writeText(root + UNIT_PATH, unit);
  lines.push(`${before !== unit ? "wrote" : "kept "} ${root}${UNIT_PATH}`);
  return { lines, isProgramNew, isUnitNew: before !== unit };
}

function makeUser(machine: Installation): string {
  const isThere = () => new RegExp(`^${USER}:`, "m").test(machine.readText("/etc/passwd") ?? "");
  if (isThere()) return `kept  user ${USER}`;
  const { exitCode, output } = machine.run(["systemd-sysusers", SYSUSERS_PATH]);
  if (exitCode === 0) return `made  user ${USER}`;
  throw new InstallError(
    `Cannot make the user ${USER}: systemd-sysusers says ${output.trim() || `exit ${exitCode}`}. ` +
      `Make it (useradd --system --no-create-home ${USER}), and call this again`,
  );
}

function report({ lines, isProgramNew, isUnitNew }: Done, root: string): string {
  const done = lines.map((line) => `${line}\n`).join("");
  if (root !== "") return `${done}\nNext:\n  systemctl --root=${root} enable kedge\n`;
  if (!isUnitNew && !isProgramNew) return `${done}\nNothing has changed: systemctl status kedge\n`;
  const next = isUnitNew
    ? ["systemctl daemon-reload", "systemctl enable --now kedge", "journalctl -u kedge -f"]
    : ["systemctl restart kedge", "journalctl -u kedge -f"];
  return `${done}\nNext:\n${next.map((line) => `  ${line}\n`).join("")}`;
}
