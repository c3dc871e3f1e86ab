/**
 * The image: built from the project's Dockerfile and run read-only, as examples/compose.yaml says,
 * with a real client.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { needProgram } from "../tools/apt.ts";
import { storeWithBases } from "./base_images.ts";
import { buildImage, IMAGE } from "./build_image.ts";
import type { Buildah, ImageConfig } from "./buildah.ts";
import { composeService } from "./compose_service.ts";
import { Container, type ContainerImage } from "./container.ts";
import { CONTENT_BYTES_MAX, contentBytes, contentFaults, entriesBelow, leaks } from "./contents.ts";
import { type RegistrySettings, writeRegistrySettings } from "./registry_settings.ts";
import { runChecks } from "./run_checks.ts";

async function run(context: Context): Promise<void> {
  const report = context.report.within("image");
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    report.skip("all of it", "making and running images needs Linux and root");
    return;
  }
  for (const program of ["buildah", "mmdebstrap", "crun", "unshare", "kcat"]) {
    await needProgram(program);
  }
  const registry = await writeRegistrySettings(join(context.scratch, "npmrc"));
  const store = await storeWithBases(context.scratch);
  let isBuilt = false;
  await report.check("builds from the lock files, on bases of one's own", async () => {
    await buildImage(store, registry);
    isBuilt = true;
  });
  if (!isBuilt) return;
  try {
    await lookAndRun(store, { context, report, registry });
  } finally {
    await store.run(["rmi", "--force", IMAGE]);
  }
}

async function lookAndRun(
  store: Buildah,
  { context, report, registry }: {
    context: Context;
    report: Report;
    registry: RegistrySettings;
  },
): Promise<void> {
  const { config, text } = await store.inspect(IMAGE);
  await report.check("says its user, ports, volume, health check and stop signal", () => {
    expectConfig(config);
    return Promise.resolve();
  });
  await store.withRoot(IMAGE, async (root) => {
    const entries = entriesBelow(root);
    const bytes = contentBytes(entries);
    console.log(`# the image's content: ${(bytes / 1e6).toFixed(1)} MB in ${entries.length} paths`);
    await report.check("its content is below 130 MB", () => {
      if (bytes < CONTENT_BYTES_MAX) return Promise.resolve();
      throw new Error(`${bytes} bytes, and ${CONTENT_BYTES_MAX} is the most there may be`);
    });
    await report.check("it has the expected files and no others, with their owners", () => {
      const faults = contentFaults(entries);
      if (faults.length === 0) return Promise.resolve();
      throw new Error(faults.join("; "));
    });
    await report.check("nothing in it tells how its build reached a registry", () => {
      const found = leaks({ root, entries, text }, registry);
      if (found.length === 0) return Promise.resolve();
      throw new Error(`a secret of the build is in ${found.join(", ")}`);
    });
    const image = { root, config, folder: join(context.scratch, "containers") };
    const unavailable = await whyNothingRuns(image);
    if (unavailable !== undefined) report.skip("running it", unavailable);
    else await runChecks(image, { report, scratch: context.scratch });
  });
}

function expectConfig(config: ImageConfig): void {
  const { User, Volumes, ExposedPorts, Healthcheck, StopSignal, Entrypoint, Cmd } = config;
  const said = JSON.stringify({
    User,
    Volumes: Object.keys(Volumes),
    Ports: Object.keys(ExposedPorts).sort(),
    Healthcheck: Healthcheck.Test,
    StopSignal,
    Command: [...Entrypoint, ...Cmd],
  });
  const expected = JSON.stringify({
    User: "1000:1000",
    Volumes: ["/data"],
    Ports: ["2181/tcp", "8083/tcp", "9092/tcp"],
    Healthcheck: composeService("compose.yaml", "kedge").healthcheck?.test,
    StopSignal: "SIGTERM",
    Command: ["/kedge", "start"],
  });
  if (said !== expected) throw new Error(`${said}, not ${expected}`);
}

/** The reason where this machine does not let a container run. */
async function whyNothingRuns(image: ContainerImage): Promise<string | undefined> {
  const data = join(image.folder, "no-data");
  mkdirSync(data, { recursive: true });
  const service = composeService("compose.yaml", "kedge");
  const options = { name: "trial", service, environment: [], data, args: ["version"] };
  const trial = await new Container(image, options).run();
  if (trial.exitCode === 0) return undefined;
  return `crun cannot run a container here: ${(trial.stderr || trial.stdout).trim()}`;
}

export const image: Suite = { name: "image", server: "its own", run };
