/**
 * Builds the executable: dist/kedge for this machine, or with --all one for each target.
 *
 * The targets' runtimes and native add-ons are npm packages. Those of other machines are not in
 * node_modules, so they are brought into .cache/targets first.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Target {
  /** What Bun calls it. */
  name: string;
  output: string;
  /** The npm package with Bun's runtime, and the one with the native CRC. */
  runtime: string;
  crc: string;
}

const root = join(import.meta.dir, "..");
const targets: Target[] = [
  {
    name: "bun-linux-x64",
    output: "kedge-linux-x64",
    runtime: "@oven/bun-linux-x64",
    crc: "@node-rs/crc32-linux-x64-gnu",
  },
  {
    name: "bun-linux-arm64",
    output: "kedge-linux-arm64",
    runtime: "@oven/bun-linux-aarch64",
    crc: "@node-rs/crc32-linux-arm64-gnu",
  },
  {
    name: "bun-linux-x64-musl",
    output: "kedge-linux-x64-musl",
    runtime: "@oven/bun-linux-x64-musl",
    crc: "@node-rs/crc32-linux-x64-musl",
  },
];

/** What runs in threads of its own: an executable holds only the entries that it is told of. */
const threads = ["./lib/broker/compaction_worker.ts"];

const builtOn = `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`;
const commit = headCommit();

/**
 * The hash of what is built: KEDGE_COMMIT where it is set, as in an image's build, which has no
 * history; empty where nobody tells.
 */
function headCommit(): string {
  const told = process.env["KEDGE_COMMIT"] ?? "";
  if (told !== "") return told;
  if (Bun.which("git") === null) return "";
  const git = Bun.spawnSync(["git", "rev-parse", "--short=12", "HEAD"], { cwd: root });
  return git.exitCode === 0 ? git.stdout.toString().trim() : "";
}

/** The version of a package that package-lock.json pins. */
function pinned(name: string): string {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return lock.packages[`node_modules/${name}`].version;
}

/** Brings the packages of another machine into a folder of their own. */
function bring(target: Target): string {
  const folder = join(root, ".cache", "targets", target.name);
  const runtime = join(folder, "node_modules", target.runtime, "bin", "bun");
  if (existsSync(runtime)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}");
  const packages = [
    `${target.runtime}@${pinned("bun")}`,
    `${target.crc}@${pinned("@node-rs/crc32")}`,
  ];
  run(
    ["npm", "install", "--force", "--ignore-scripts", "--no-audit", "--no-fund", ...packages],
    folder,
  );
  return folder;
}

function run(command: string[], cwd: string, env: Record<string, string> = {}): void {
  const { exitCode } = Bun.spawnSync(command, {
    cwd,
    env: { ...process.env, ...env },
    stdout: "inherit",
    stderr: "inherit",
  });
  if (exitCode === 0) return;
  console.error(`Cannot build: ${command.join(" ")} left with ${exitCode}`);
  process.exit(1);
}

/** @param modules a folder in which the target's own native packages are looked for */
function compile(output: string, options: string[], modules = ""): void {
  const file = join(root, "dist", output);
  rmSync(file, { force: true });
  run(
    [
      process.execPath,
      "build",
      "main.ts",
      ...threads,
      "--compile",
      "--minify",
      "--bytecode",
      "--format=esm",
      "--sourcemap",
      "--define",
      `KEDGE_BUILT_ON=${JSON.stringify(builtOn)}`,
      "--define",
      `KEDGE_COMMIT=${JSON.stringify(commit)}`,
      ...options,
      `--outfile=${file}`,
    ],
    root,
    { NODE_PATH: modules },
  );
  console.log(`${file} ${(statSync(file).size / 1e6).toFixed(0)} MB`);
}

mkdirSync(join(root, "dist"), { recursive: true });
if (process.argv.includes("--all")) {
  for (const target of targets) {
    const folder = bring(target);
    const runtime = join(folder, "node_modules", target.runtime, "bin", "bun");
    compile(
      target.output,
      [`--target=${target.name}`, `--compile-executable-path=${runtime}`],
      join(folder, "node_modules"),
    );
  }
} else {
  compile("kedge", []);
}
