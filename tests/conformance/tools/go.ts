/**
 * The Go clients, built from their modules: with the Go on the path where it is new enough, else
 * with the toolchain that Go's own module proxy serves as a zip, checked against a pinned hash.
 * Modules and build results stay in the cache.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { mustRun, run } from "../process.ts";
import { GO_TOOLCHAIN } from "../versions.ts";
import { needProgram } from "./apt.ts";
import { CACHE, cached } from "./cache.ts";

/** The first server of GOPROXY, which may also name "direct" and "off". */
const PROXY = process.env["GOPROXY"]?.split(/[,|]/).find((one) => one.startsWith("http")) ??
  "https://proxy.golang.org";
const BUILD_LIMIT_MS = 900_000;

/**
 * Builds the Go module in `folder` and returns the path of the program.
 *
 * @param name the program's name in the cache
 */
export async function goProgram(name: string, folder: string): Promise<string> {
  const go = await goCommand();
  const root = join(CACHE, "go");
  const program = join(root, "bin", name);
  mkdirSync(join(root, "bin"), { recursive: true });
  await mustRun([go, "build", "-o", program, "."], {
    cwd: folder,
    timeoutMs: BUILD_LIMIT_MS,
    env: {
      GOTOOLCHAIN: "local",
      // Without -modcacherw nobody could remove the cache.
      GOFLAGS: "-mod=readonly -modcacherw -buildvcs=false",
      GOMODCACHE: join(root, "modules"),
      GOCACHE: join(root, "build"),
      CGO_ENABLED: "0",
    },
  });
  return program;
}

/** A go that is at least as new as what the modules ask for. */
async function goCommand(): Promise<string> {
  const found = Bun.which("go");
  if (found !== null && await isNewEnough(found)) return found;
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const version = `v0.0.1-go${GO_TOOLCHAIN.version}.linux-${architecture}`;
  const recipe = { version, sha256: GO_TOOLCHAIN.sha256[architecture] };
  const folder = await cached("go-toolchain", recipe, async (folder) => {
    const zip = join(folder, "toolchain.zip");
    await download(`${PROXY}/golang.org/toolchain/@v/${version}.zip`, zip, recipe.sha256);
    await needProgram("python3");
    await mustRun(["python3", "-m", "zipfile", "-e", zip, folder], { timeoutMs: 300_000 });
    rmSync(zip);
    // A module's zip does not say which files are programs.
    const root = join(folder, `golang.org/toolchain@${version}`);
    for (const place of ["bin", `pkg/tool/linux_${architecture}`]) {
      for (const file of readdirSync(join(root, place))) chmodSync(join(root, place, file), 0o755);
    }
  });
  return join(folder, `golang.org/toolchain@${version}/bin/go`);
}

/** `go version` says "go version go1.26.8 linux/amd64". */
async function isNewEnough(go: string): Promise<boolean> {
  // In a folder without a go.mod, which could make it ask for another version.
  const { stdout } = await run([go, "version"], { cwd: "/", env: { GOTOOLCHAIN: "local" } });
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout) ?? [];
  const [wantedMajor, wantedMinor] = GO_TOOLCHAIN.version.split(".");
  if (major === undefined || Number(major) < Number(wantedMajor)) return false;
  return Number(major) > Number(wantedMajor) || Number(minor) >= Number(wantedMinor);
}

/** With curl, which trusts whom the machine trusts. */
async function download(url: string, path: string, sha256: string): Promise<void> {
  await needProgram("curl");
  await mustRun(["curl", "-fsSL", "--retry", "3", "-o", path, url], { timeoutMs: 600_000 });
  const found = createHash("sha256").update(readFileSync(path)).digest("hex");
  if (found !== sha256) {
    throw new Error(`Cannot use ${url}: its SHA-256 is ${found}, not ${sha256}`);
  }
}
