/**
 * Containers of the image at work: read-only, with a client, stopped, started again.
 *
 * @module
 */
import { chownSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../free_port.ts";
import { type Finished, run as runProgram } from "../process.ts";
import type { Report } from "../report.ts";
import { COMMIT } from "./build_image.ts";
import { type ComposeService, composeService, environmentOf } from "./compose_service.ts";
import { Container, type ContainerImage, type ContainerOptions } from "./container.ts";

/** What examples/compose.yaml gives it between SIGTERM and SIGKILL. */
const STOP_LIMIT_MS = 60_000;
const READY = "is ready";
/** What it logs where the native library cannot be loaded. */
const FALLBACK = /checksums are computed in JavaScript/;
const LINES = Array.from({ length: 300 }, (_, index) => `${index} 안녕하세요 ${"x".repeat(4000)}`);

/** What the checks share. */
interface Ground {
  readonly image: ContainerImage;
  readonly report: Report;
  readonly service: ComposeService;
  readonly environment: readonly string[];
  /** The volume's folder on this machine. */
  readonly data: string;
  /** For clients of this machine, and for those in containers. */
  readonly kafkaPort: number;
  readonly containersPort: number;
  /** http://host:port */
  readonly rest: string;
}

/** Runs containers of `image` and reports what they do. */
export async function runChecks(
  image: ContainerImage,
  { report, scratch }: { report: Report; scratch: string },
): Promise<void> {
  const service = composeService("compose.yaml", "kedge");
  const data = volumeFolder(image, join(scratch, "volume"));
  const kafkaPort = await freePort();
  const others = await otherPorts();
  const containersPort = await freePort();
  const ports = { 9092: kafkaPort, 19092: containersPort };
  const environment = onLoopback(environmentOf(service, others), ports);
  const rest = others.KEDGE_REST_LISTENERS;
  const ground = { image, report, service, environment, data, kafkaPort, containersPort, rest };
  await checkReadOnly(ground);
  await checkServing(ground);
  await checkDown(ground);
  await checkSecondStart(ground);
  await checkTutorial(image, { report, scratch });
}

/** The folder of a volume, as a container engine makes it: the owner is that of the image's. */
function volumeFolder({ config }: ContainerImage, folder: string): string {
  const [uid = 0, gid = 0] = config.User.split(":").map(Number);
  mkdirSync(folder);
  chownSync(folder, uid, gid);
  return folder;
}

/** Free ports for what compose.yaml leaves at its defaults. */
async function otherPorts() {
  return {
    KEDGE_ZOOKEEPER_LISTENERS: `zookeeper://127.0.0.1:${await freePort()}`,
    KEDGE_REST_LISTENERS: `http://127.0.0.1:${await freePort()}`,
  };
}

/** The same variables with free ports of the loopback, since the network is this machine's. */
function onLoopback(environment: readonly string[], ports: Record<number, number>): string[] {
  return environment.map((variable) =>
    variable.replaceAll("://0.0.0.0:", "://127.0.0.1:").replaceAll("://:", "://127.0.0.1:")
      .replace(/:(\d+)(?=,|$)/g, (text, port) => ports[Number(port)] ? `:${ports[port]}` : text)
  );
}

function optionsOf(ground: Ground, name: string): ContainerOptions {
  const { service, environment, data } = ground;
  return { name, service, environment, data };
}

async function checkReadOnly(ground: Ground): Promise<void> {
  await ground.report.check(
    "a write outside the volume meets a read-only file system",
    async () => {
      const args = ["install-links", "/links"];
      const writing = new Container(ground.image, { ...optionsOf(ground, "writing"), args });
      const { exitCode, stdout, stderr } = await writing.run();
      if (exitCode === 0 || !/EROFS|read-only file system/i.test(stdout + stderr)) {
        throw new Error(`exit ${exitCode}: ${stdout}${stderr}`);
      }
    },
  );
}

async function checkServing(ground: Ground): Promise<void> {
  const { image, report, kafkaPort } = ground;
  const container = new Container(image, optionsOf(ground, "first"));
  try {
    await report.check("starts read-only, without rights, with its native library", async () => {
      await container.start(READY);
      expectNoRights(await container.pid());
      if (FALLBACK.test(container.output)) throw new Error(container.output);
    });
    await report.check("its health check passes", async () => {
      expectHealth(await container.exec(image.config.Healthcheck.Test.slice(1)), { exitCode: 0 });
    });
    await report.check("it knows the commit that the build was told", async () => {
      const told = await (await fetch(`${ground.rest}/`)).text();
      if (!told.includes(COMMIT)) throw new Error(`GET / tells ${told}`);
    });
    await report.check("a client produces and consumes", async () => {
      await produce(kafkaPort);
      await expectLines(kafkaPort);
    });
    await report.check("its own tools reach it by the name of the service", async () => {
      const server = ["--bootstrap-server", `kedge:${ground.containersPort}`];
      const { stdout, stderr } = await container.exec(["/kedge", "topics", ...server, "--list"]);
      if (stdout.trim() !== "image") throw new Error(`it listed ${stdout}${stderr}`);
    });
    await report.check("the stop signal ends it cleanly, in time", async () => {
      await expectCleanStop(container);
    });
    await report.check("it has nothing to warn of", () => {
      const warnings = container.output.split("\n").filter((line) => / (WARN|ERROR) /.test(line));
      if (warnings.length === 0) return Promise.resolve();
      throw new Error(warnings.join("; "));
    });
  } finally {
    await container.remove();
  }
}

/** What the kernel says of a process: its root is read-only, and it cannot gain anything. */
function expectNoRights(pid: number): void {
  const root = readFileSync(`/proc/${pid}/mountinfo`, "utf8").split("\n")
    .map((line) => line.split(" ")).findLast((fields) => fields[4] === "/");
  const options = root?.[5]?.split(",") ?? [];
  if (!options.includes("ro")) throw new Error(`its root is mounted with ${options.join(",")}`);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  for (const expected of [/^Uid:\s+1000\s/m, /^CapBnd:\s+0+$/m, /^NoNewPrivs:\s+1$/m]) {
    if (expected.test(status)) continue;
    const name = expected.source.slice(1, expected.source.indexOf(":"));
    const line = status.split("\n").find((each) => each.startsWith(name));
    throw new Error(`the kernel says "${line}", not ${expected}`);
  }
  if (!readFileSync(`/proc/${pid}/maps`, "utf8").includes("/usr/lib/kedge/")) {
    throw new Error("it has not loaded the native library that the image has unpacked");
  }
}

async function checkDown(ground: Ground): Promise<void> {
  await ground.report.check("the health check fails where it is down, with one line", async () => {
    const args = ground.image.config.Healthcheck.Test.slice(2);
    const asking = new Container(ground.image, { ...optionsOf(ground, "asking"), args });
    expectHealth(await asking.run(), { exitCode: 1 });
  });
}

/** What was written is there; the native library is not, as for a user that the image is not for. */
async function checkSecondStart(ground: Ground): Promise<void> {
  const { image, report, environment, kafkaPort } = ground;
  const second = { ...optionsOf(ground, "second") };
  const container = new Container(image, {
    ...second,
    environment: [...environment, "BUN_TMPDIR=/nowhere"],
  });
  try {
    await report.check("starts without a folder for the native library, and says so", async () => {
      await container.start(READY);
      if (!FALLBACK.test(container.output)) throw new Error(container.output);
    });
    await report.check("the second start has the data of the first", async () => {
      await expectLines(kafkaPort);
    });
    await report.check("ends cleanly again", async () => await expectCleanStop(container));
  } finally {
    await container.remove();
  }
}

/** The variables of a tutorial's compose file, which is as people have it. */
async function checkTutorial(
  image: ContainerImage,
  { report, scratch }: { report: Report; scratch: string },
): Promise<void> {
  const service = composeService("compose.tutorial.yaml", "kafka");
  const port = await freePort();
  const ports = { 9092: port, 29092: await freePort() };
  const environment = onLoopback(environmentOf(service, await otherPorts()), ports);
  const data = volumeFolder(image, join(scratch, "tutorial"));
  const container = new Container(image, { name: "tutorial", service, environment, data });
  try {
    await report.check("a tutorial's KAFKA_ variables are its settings", async () => {
      await container.start(READY);
      await produce(port);
      const { stdout } = await kcat(port, ["-L"]);
      if (!stdout.includes(`localhost:${port}`)) throw new Error(`clients are told ${stdout}`);
      if (!/"image" with 3 partitions/.test(stdout)) throw new Error(`no 3 partitions: ${stdout}`);
    });
  } finally {
    await container.remove();
  }
}

async function produce(port: number): Promise<void> {
  await kcat(port, ["-P", "-t", "image", "-z", "lz4"], `${LINES.join("\n")}\n`);
}

async function expectLines(port: number): Promise<void> {
  const { stdout } = await kcat(port, ["-C", "-t", "image", "-o", "beginning", "-e", "-q"]);
  if (stdout === `${LINES.join("\n")}\n`) return;
  throw new Error(
    `it read ${stdout.split("\n").length - 1} lines, not the ${LINES.length} written`,
  );
}

async function kcat(port: number, args: readonly string[], input?: string): Promise<Finished> {
  const words = ["kcat", "-b", `127.0.0.1:${port}`, "-X", "broker.address.family=v4", ...args];
  const finished = await runProgram(words, input === undefined ? {} : { input });
  if (finished.exitCode !== 0) throw new Error(`${words.join(" ")}: ${finished.stderr}`);
  return finished;
}

function expectHealth(finished: Finished, { exitCode }: { exitCode: number }): void {
  const printed = finished.stdout + finished.stderr;
  const isOneLine = printed.trim() !== "" && !printed.trim().includes("\n");
  if (finished.exitCode === exitCode && isOneLine) return;
  throw new Error(`exit ${finished.exitCode}, not ${exitCode}: ${printed}`);
}

async function expectCleanStop(container: Container): Promise<void> {
  const exitCode = await container.stop(STOP_LIMIT_MS);
  if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${container.output}`);
}
