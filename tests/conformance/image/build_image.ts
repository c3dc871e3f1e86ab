/**
 * Builds the image from the project's Dockerfile, as `docker build` would.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { BUILD_BASE, RUNTIME_BASE } from "./base_images.ts";
import type { Buildah } from "./buildah.ts";
import type { RegistrySettings } from "./registry_settings.ts";

export const IMAGE = "localhost/kedge";
/** What the build is told to have been made of. */
export const COMMIT = "0123456789ab";

const PROJECT = resolve(import.meta.dirname, "../../..");
const BUILD_LIMIT_MS = 300_000;

/** Builds {@linkcode IMAGE}; throws with the end of what the build printed. */
export async function buildImage(store: Buildah, registry: RegistrySettings): Promise<void> {
  const { file, certificates } = registry;
  const bases = [`BUILD_BASE=${BUILD_BASE}`, `RUNTIME_BASE=${RUNTIME_BASE}`, `COMMIT=${COMMIT}`];
  const mounts = certificates === undefined || !existsSync(certificates)
    ? []
    : ["--volume", `${certificates}:${certificates}:ro`];
  await store.run([
    "build",
    // No container runtime is needed for that, and the machine's network is as good as another.
    ...["--isolation", "chroot", "--network", "host"],
    // The only one of the two that has a health check.
    ...["--format", "docker"],
    ...["--pull-never", "--layers=false", "--force-rm"],
    ...bases.flatMap((argument) => ["--build-arg", argument]),
    ...["--secret", `id=npmrc,src=${file}`],
    ...mounts,
    ...["--tag", IMAGE, PROJECT],
  ], { timeoutMs: BUILD_LIMIT_MS });
}
