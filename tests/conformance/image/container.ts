/**
 * A container of an image, run by crun from the image's configuration and a compose file's service:
 * its user, its environment, no capabilities, a root file system that is read-only, the data folder
 * and nothing else to write to. The network is the machine's, since a test cannot map ports.
 *
 * @module
 */
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { type Finished, mustRun, run } from "../process.ts";
import { until } from "../waiting.ts";
import type { ImageConfig } from "./buildah.ts";
import type { ComposeService } from "./compose_service.ts";

const RUN_LIMIT_MS = 60_000;
/** An engine of containers writes such a file: the services of the examples by their names. */
const HOSTS = "127.0.0.1 localhost\n127.0.0.1 kedge kafka\n";
const READ = ["bind", "ro"];

/** What containers of one image have in common. */
export interface ContainerImage {
  /** The image's root folder on this machine. */
  readonly root: string;
  readonly config: ImageConfig;
  /** For crun's own files; not the container's. */
  readonly folder: string;
}

/** How one container differs. */
export interface ContainerOptions {
  readonly name: string;
  readonly service: ComposeService;
  /** `NAME=value` each, beside the image's. */
  readonly environment: readonly string[];
  /** On this machine, for the image's one volume. */
  readonly data: string;
  /** In place of the image's command. */
  readonly args?: readonly string[];
}

/**
 * crun, in a mount namespace without the second hierarchy of control groups that some machines have
 * beside the first: it refuses to run where it finds both, and needs neither here.
 */
export function crunWords(folder: string, args: readonly string[]): string[] {
  const enter = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec crun "$@"';
  const crun = ["--root", join(folder, "crun"), "--cgroup-manager=disabled", ...args];
  return ["unshare", "--mount", "/bin/sh", "-c", enter, "crun", ...crun];
}

/** One container. */
export class Container {
  readonly name: string;
  readonly #image: ContainerImage;
  readonly #bundle: string;
  readonly #words: readonly string[];
  #process: Subprocess | undefined;

  /** Writes what crun reads; nothing runs until {@linkcode Container.start}. */
  constructor(image: ContainerImage, options: ContainerOptions) {
    this.name = options.name;
    this.#image = image;
    this.#bundle = join(image.folder, options.name);
    mkdirSync(this.#bundle, { recursive: true });
    writeFileSync(join(this.#bundle, "hosts"), HOSTS);
    const spec = runtimeSpec(image, { ...options, bundle: this.#bundle });
    writeFileSync(join(this.#bundle, "config.json"), JSON.stringify(spec));
    this.#words = crunWords(image.folder, ["run", "--bundle", this.#bundle, this.name]);
  }

  /** What it wrote so far: both streams. */
  get output(): string {
    return readFileSync(join(this.#bundle, "output"), "utf8");
  }

  /** Runs it to its end. */
  run(): Promise<Finished> {
    return run(this.#words, { timeoutMs: RUN_LIMIT_MS });
  }

  /** Starts it, and waits for a text in its output. */
  async start(text: string): Promise<void> {
    const output = openSync(join(this.#bundle, "output"), "w");
    const child = Bun.spawn([...this.#words], { stdin: "ignore", stdout: output, stderr: output });
    this.#process = child;
    await until(`the container says "${text}"`, () => {
      if (child.exitCode !== null) {
        throw new Error(`It ended with ${child.exitCode}: ${this.output}`);
      }
      return this.output.includes(text);
    }, { limitMs: RUN_LIMIT_MS });
  }

  /** Runs a command inside, as `docker exec` and health checks do. */
  exec(args: readonly string[]): Promise<Finished> {
    return run(crunWords(this.#image.folder, ["exec", this.name, ...args]));
  }

  /** The id of its first process, as this machine counts. */
  async pid(): Promise<number> {
    const { stdout } = await mustRun(crunWords(this.#image.folder, ["state", this.name]));
    return (JSON.parse(stdout) as { pid: number }).pid;
  }

  /** Sends the image's stop signal and waits for the end. */
  async stop(limitMs: number): Promise<number> {
    const { StopSignal } = this.#image.config;
    await mustRun(crunWords(this.#image.folder, ["kill", this.name, StopSignal]));
    const child = this.#process;
    if (child === undefined) throw new Error("Cannot stop the container: it does not run");
    await until("the container ends", () => child.exitCode !== null, { limitMs });
    return child.exitCode ?? -1;
  }

  /** Ends it whatever it does, and removes what crun knows of it. */
  async remove(): Promise<void> {
    await run(crunWords(this.#image.folder, ["delete", "--force", this.name]));
    await this.#process?.exited;
  }
}

/** The configuration that the Open Container Initiative's runtime specification describes. */
function runtimeSpec(
  { root, config }: ContainerImage,
  options: ContainerOptions & { bundle: string },
): unknown {
  const { service, environment, data, bundle, args = config.Cmd } = options;
  const [uid = 0, gid = 0] = config.User.split(":").map(Number);
  const kept = service.cap_drop?.includes("ALL") ? [] : ["CAP_CHOWN", "CAP_DAC_OVERRIDE"];
  const sets = ["bounding", "effective", "inheritable", "permitted", "ambient"];
  const [volume = ""] = Object.keys(config.Volumes);
  return {
    ociVersion: "1.0.2",
    process: {
      user: { uid, gid },
      args: [...config.Entrypoint, ...args],
      env: withoutRepeats([...config.Env, ...environment]),
      cwd: config.WorkingDir,
      capabilities: Object.fromEntries(sets.map((name) => [name, kept])),
      noNewPrivileges: service.security_opt?.includes("no-new-privileges:true") ?? false,
    },
    root: { path: root, readonly: service.read_only ?? false },
    hostname: "kedge",
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
      { destination: "/etc/hosts", type: "bind", source: join(bundle, "hosts"), options: READ },
      { destination: volume, type: "bind", source: data, options: ["bind", "rw", "nosuid"] },
    ],
    linux: { namespaces: ["pid", "mount", "ipc", "uts"].map((type) => ({ type })) },
  };
}

/** The last of each name counts, which a program that reads the list itself need not know. */
function withoutRepeats(environment: readonly string[]): string[] {
  const last = new Map(environment.map((each) => [each.slice(0, each.indexOf("=")), each]));
  return [...last.values()];
}
