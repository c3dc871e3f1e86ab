// Runs the pinned Bun (or, with --deno, the pinned Deno) from node_modules, installing what is
// pinned first when it is not there: `npm start` and `npm test` are all the set-up there is.
// The packages' own post-install scripts are not needed, so they are not run.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(join(root, "package.json"));

/** Package names that may hold the executable, best first: musl packages serve Alpine. */
const bunPackages = {
  "linux-x64": ["@oven/bun-linux-x64", "@oven/bun-linux-x64-baseline", "@oven/bun-linux-x64-musl"],
  "linux-arm64": ["@oven/bun-linux-aarch64", "@oven/bun-linux-aarch64-musl"],
  "darwin-x64": ["@oven/bun-darwin-x64"],
  "darwin-arm64": ["@oven/bun-darwin-aarch64"],
};
const denoPackages = {
  "linux-x64": ["@deno/linux-x64-glibc"],
  "linux-arm64": ["@deno/linux-arm64-glibc"],
  "darwin-x64": ["@deno/darwin-x64"],
  "darwin-arm64": ["@deno/darwin-arm64"],
};

/** True where the installed packages are those of package-lock.json. */
function installed() {
  const stamp = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(stamp)) return false;
  const have = JSON.parse(readFileSync(stamp, "utf8")).packages;
  const want = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(want).every(([name, { version, optional }]) =>
    name === "" || optional || have[name]?.version === version
  );
}

// Not `npm ci`: it refuses a lock file that names no download addresses. With --no-save the lock
// file decides the versions all the same, and stays as it is.
function install() {
  const result = spawnSync("npm", [
    "install",
    "--no-save",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (result.status !== 0) {
    console.error(
      "Cannot install the pinned packages: `npm install` failed, see its output above.",
    );
    process.exit(1);
  }
}

function executable(packages, file) {
  const platform = `${process.platform}-${process.arch}`;
  for (const name of packages[platform] ?? []) {
    try {
      return join(dirname(require.resolve(`${name}/package.json`)), file);
    } catch {
      // Not installed for this machine: the next name may be.
    }
  }
  console.error(`Cannot find an executable for ${platform} among ${packages[platform] ?? "none"}.`);
  process.exit(1);
}

if (!installed()) install();
const args = process.argv.slice(2);
const deno = args[0] === "--deno";
const program = deno ? executable(denoPackages, "deno") : executable(bunPackages, "bin/bun");
const child = spawn(program, deno ? args.slice(1) : args, { stdio: "inherit", cwd: root });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGTERM" || signal === "SIGINT" ? 0 : 1);
});
