/**
 * Programs that a clean Debian or Ubuntu lacks, installed by name with apt where this user may.
 *
 * @module
 */
import { mustRun } from "../process.ts";
import { APT_PACKAGES } from "../versions.ts";

let isUpdated = false;

/**
 * Makes sure that `program` is on the path.
 *
 * @throws {Error} where it is missing and cannot be installed
 */
export async function needProgram(program: string): Promise<void> {
  if (Bun.which(program) !== null) return;
  const name = APT_PACKAGES[program];
  if (name === undefined || Bun.which("apt-get") === null || process.getuid?.() !== 0) {
    throw new Error(`Cannot find ${program}: install it (Debian's package: ${name ?? program})`);
  }
  await installPackages([name]);
}

/** Installs Debian packages by name. */
export async function installPackages(names: readonly string[]): Promise<void> {
  console.log(`installing ${names.join(" ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  if (!isUpdated) await mustRun(["apt-get", "-q", "update"], { env, timeoutMs: 300_000 });
  isUpdated = true;
  const install = ["apt-get", "-q", "install", "-y", "--no-install-recommends", ...names];
  await mustRun(install, { env, timeoutMs: 900_000 });
}
