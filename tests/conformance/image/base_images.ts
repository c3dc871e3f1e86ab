/**
 * The two base images that the Dockerfile asks for, made of Debian's packages and of Node and npm
 * as packages of npm: there may be no registry of images where this runs. They stand in for
 * debian:…-slim and node:…-slim.
 *
 * @module
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../process.ts";
import { cached } from "../tools/cache.ts";
import { NODE_VERSION, NPM_VERSION } from "../versions.ts";
import { Buildah } from "./buildah.ts";

export const RUNTIME_BASE = "localhost/runtime-base";
export const BUILD_BASE = "localhost/build-base";

/**
 * What the Dockerfile's steps use, unpacked with what it depends on and not set up: a whole Debian
 * would do no more here, and takes five times as long. ldd is a script of bash.
 */
const PACKAGES = [
  "base-passwd",
  "bash",
  "coreutils",
  "dash",
  "grep",
  "libc-bin",
  "libstdc++6",
  "util-linux",
];
/** Where base-passwd has the files that its set-up puts into /etc. */
const NAMES = "usr/share/base-passwd";

/** Opens the store of images that has both bases, made where they are not there. */
export async function storeWithBases(scratch: string): Promise<Buildah> {
  const codename = releaseOfThisMachine();
  const recipe = { codename, packages: PACKAGES, node: NODE_VERSION, npm: NPM_VERSION };
  const runFolder = join(scratch, "buildah");
  const folder = await cached("image", recipe, async (folder) => {
    const store = await Buildah.open(folder, runFolder);
    const mirror = await mirrorOfThisMachine(codename);
    await store.make(RUNTIME_BASE, {
      from: "scratch",
      fill: async (root) => {
        const how = ["--mode=root", "--variant=extract", `--include=${PACKAGES.join(",")}`];
        const words = ["mmdebstrap", ...how, codename, root, ...mirror];
        await mustRun(words, { timeoutMs: 600_000 });
        for (const file of ["passwd", "group"]) {
          cpSync(join(root, NAMES, `${file}.master`), join(root, "etc", file));
        }
      },
    });
    await store.make(BUILD_BASE, {
      from: RUNTIME_BASE,
      fill: (root) => addNode(root, mkdtempSync(join(scratch, "node-"))),
    });
  });
  return await Buildah.open(folder, runFolder);
}

/** Debian's name of the release that runs here, for which apt has keys and a mirror. */
function releaseOfThisMachine(): string {
  const text = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const codename = /^VERSION_CODENAME="?(\w+)"?$/m.exec(text)?.[1];
  if (codename === undefined) throw new Error("Cannot tell the release: /etc/os-release lacks it");
  return codename;
}

/** Where apt gets that release from; nothing where it does not say. */
async function mirrorOfThisMachine(codename: string): Promise<string[]> {
  const { stdout } = await mustRun(["apt-get", "indextargets", "--format", "$(RELEASE) $(SITE)"]);
  const line = stdout.split("\n").find((each) => each.startsWith(`${codename} `));
  return line === undefined ? [] : [line.slice(codename.length + 1)];
}

/** Puts Node and npm where the image of Node has them. */
async function addNode(root: string, folder: string): Promise<void> {
  const node = `node-linux-${process.arch}`;
  const install = ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  await mustRun([...install, `${node}@${NODE_VERSION}`, `npm@${NPM_VERSION}`], {
    cwd: folder,
    timeoutMs: 300_000,
  });
  const modules = join(folder, "node_modules");
  cpSync(join(modules, node, "bin/node"), join(root, "usr/local/bin/node"));
  cpSync(join(modules, "npm"), join(root, "usr/local/lib/node_modules/npm"), { recursive: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", join(root, "usr/local/bin/npm"));
}
