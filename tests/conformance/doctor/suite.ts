/**
 * `kedge doctor`: a healthy kedge, running and stopped, and then one trouble after the other, each
 * of which it must name with its place and with what to do.
 *
 * @module
 */
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { Kedge, kedgeCommand } from "../broker/kedge.ts";
import { fillDisk, mountSmallDisk } from "../disk/small_disk.ts";
import { mustRun, run as runProgram } from "../process.ts";
import type { Context, Suite } from "../suite.ts";

const OVERRIDES = { "log.segment.bytes": String(1 << 20) };

interface Finding {
  readonly check: string;
  readonly verdict: string;
  readonly subject: string;
  readonly found: string;
  readonly advice: string;
}

interface Diagnosis {
  readonly exitCode: number | null;
  readonly findings: readonly Finding[];
}

async function run(context: Context): Promise<void> {
  const { report } = context;
  const kedge = new Kedge({ overrides: OVERRIDES });
  try {
    await kedge.start();
    await produce(kedge);
    await report.check(
      "a kedge that runs: its ports are its own, sealed data are whole",
      () => runningIsWell(kedge),
    );
    await kedge.terminate();
    await report.check(
      "a folder that was closed cleanly is whole, and left as it is",
      () => closedIsWell(kedge),
    );
    await report.check("a flipped byte in a segment", () => flippedByte(kedge));
    await report.check("a cut index, and that the advice cures it", () => cutIndex(kedge));
    await report.check("a taken port", () => takenPort(kedge));
    await report.check("an advertised 0.0.0.0", () => advertisedWildcard(kedge));
  } finally {
    await kedge.stop();
  }
  await fullDisk(context);
}

async function produce({ bootstrap }: Kedge): Promise<void> {
  const words = kedgeCommand();
  const server = ["--bootstrap-server", bootstrap];
  await mustRun([...words, "topics", ...server, "--create", "--topic", "orders"]);
  await mustRun([
    ...words,
    ..."producer-perf-test --topic orders --num-records 5000 --record-size 1000".split(" "),
    ..."--throughput -1 --producer-props".split(" "),
    `bootstrap.servers=${bootstrap}`,
  ]);
}

async function doctor(
  kedge: Pick<Kedge, "logDir"> & Partial<Kedge>,
  { more = [] }: { more?: readonly string[] } = {},
): Promise<Diagnosis> {
  const settings = {
    listeners: `PLAINTEXT://${kedge.bootstrap ?? "127.0.0.1:0"}`,
    "zookeeper.listeners": `zookeeper://${kedge.zookeeper ?? "127.0.0.1:0"}`,
    "rest.listeners": kedge.rest ?? "http://127.0.0.1:0",
    "log.dirs": kedge.logDir,
    ...OVERRIDES,
  };
  const overrides = Object.entries(settings)
    .flatMap(([key, value]) => ["--override", `${key}=${value}`]);
  const command = [...kedgeCommand(), "doctor", "--json", ...overrides, ...more];
  const { exitCode, stdout, stderr } = await runProgram(command, { timeoutMs: 60_000 });
  if (stdout === "") throw new Error(`kedge doctor says nothing: ${stderr}`);
  return { exitCode, findings: JSON.parse(stdout).findings };
}

function mustBeWell({ exitCode, findings }: Diagnosis): void {
  const fails = findings.filter(({ verdict }) => verdict === "FAIL");
  if (exitCode === 0 && fails.length === 0) return;
  throw new Error(`exit code ${exitCode}: ${JSON.stringify(fails)}`);
}

/** The one failure, which must be about `subject`. */
function mustFind({ exitCode, findings }: Diagnosis, subject: string): Finding {
  const fails = findings.filter(({ verdict }) => verdict === "FAIL");
  const [finding] = fails;
  const isRight = exitCode === 1 && fails.length === 1 && finding?.subject === subject &&
    finding.advice !== "";
  if (isRight) return finding;
  throw new Error(`exit code ${exitCode}, not one failure of ${subject}: ${JSON.stringify(fails)}`);
}

function mustSay(finding: Finding | undefined, words: string): void {
  if (finding !== undefined && `${finding.found} ${finding.advice}`.includes(words)) return;
  throw new Error(`no ${JSON.stringify(words)} in ${JSON.stringify(finding)}`);
}

async function runningIsWell(kedge: Kedge): Promise<void> {
  const diagnosis = await doctor(kedge);
  mustBeWell(diagnosis);
  const { findings } = diagnosis;
  const ports = findings.filter(({ check }) => check === "ports");
  if (ports.length !== 3) throw new Error(`three ports, found ${JSON.stringify(ports)}`);
  for (const port of ports) mustSay(port, `process ${kedge.pid}`);
  mustSay(findings.find(({ check }) => check === "partitions"), "kedge runs: the ");
}

async function closedIsWell(kedge: Kedge): Promise<void> {
  const before = stateOf(kedge.logDir);
  const diagnosis = await doctor(kedge);
  mustBeWell(diagnosis);
  mustSay(diagnosis.findings.find(({ check }) => check === "partitions"), "all batches are whole");
  if (stateOf(kedge.logDir) !== before) throw new Error("the data folder was changed");
}

/** Every file with its size and time. */
function stateOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()
    .map((name) => {
      const { size, mtimeMs, isFile } = statWithKind(join(folder, name));
      return isFile ? `${name} ${size} ${mtimeMs}` : name;
    }).join("\n");
}

function statWithKind(path: string) {
  const { size, mtimeMs, ...kind } = statSync(path);
  return { size, mtimeMs, isFile: (kind.mode & 0o170000) === 0o100000 };
}

/** The second segment of the topic: sealed, and not the first one read. */
function segmentOf(kedge: Kedge, suffix: string): string {
  const folder = join(kedge.logDir, "orders-0");
  const names = readdirSync(folder).filter((name) => name.endsWith(suffix)).sort();
  if (names.length < 3) throw new Error(`three segments, found ${names.join(", ")}`);
  return join(folder, names[1]!);
}

async function flippedByte(kedge: Kedge): Promise<void> {
  const path = segmentOf(kedge, ".log");
  const whole = readFileSync(path);
  const damaged = Buffer.from(whole);
  // The last record's value: no header is near.
  damaged[whole.length - 100]! ^= 0x10;
  writeFileSync(path, damaged);
  try {
    const finding = mustFind(await doctor(kedge, { more: ["--data-only"] }), path);
    mustSay(finding, "the checksum of offsets ");
    mustSay(finding, `kedge dump-log --deep-iteration --files ${path}`);
  } finally {
    writeFileSync(path, whole);
  }
}

async function cutIndex(kedge: Kedge): Promise<void> {
  const path = segmentOf(kedge, ".index");
  const { size } = statSync(path);
  truncateSync(path, 13);
  const { advice } = mustFind(await doctor(kedge, { more: ["--data-only"] }), path);
  const [, removed] = /rm -f (\S+ [^,\s]+)/.exec(advice) ?? [];
  if (removed === undefined) throw new Error(`nothing to remove in ${advice}`);
  for (const file of removed.split(" ")) rmSync(file);
  await kedge.start();
  await kedge.terminate();
  mustBeWell(await doctor(kedge));
  if (statSync(path).size !== size) throw new Error(`the index has ${statSync(path).size} bytes`);
}

async function takenPort(kedge: Kedge): Promise<void> {
  const port = Number(kedge.bootstrap.split(":").at(-1));
  const server = await listen(port);
  try {
    const finding = mustFind(await doctor(kedge), `PLAINTEXT ${kedge.bootstrap}`);
    mustSay(finding, `taken by process ${process.pid}`);
  } finally {
    server.close();
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function advertisedWildcard(kedge: Kedge): Promise<void> {
  const more = ["--override", "advertised.listeners=PLAINTEXT://0.0.0.0:9092"];
  const { exitCode, findings } = await doctor(kedge, { more });
  const finding = findings.find(({ check }) => check === "addresses");
  if (exitCode !== 1) throw new Error(`exit code ${exitCode}`);
  mustSay(finding, "it stands for every address");
  mustSay(finding, "Set advertised.listeners=PLAINTEXT://HOST:9092");
}

async function fullDisk({ report, scratch }: Context): Promise<void> {
  const name = "a full file system";
  if (process.getuid?.() !== 0) return report.skip(name, "mounting a file system needs root");
  const mountPoint = join(scratch, "disk");
  const unavailable = await mountSmallDisk(join(scratch, "disk.image"), mountPoint);
  if (unavailable !== undefined) {
    return report.skip(name, `cannot mount a file system: ${unavailable}`);
  }
  try {
    await report.check(name, async () => {
      fillDisk(join(mountPoint, "ballast"));
      const { exitCode, findings } = await doctor({ logDir: mountPoint });
      if (exitCode !== 1) throw new Error(`exit code ${exitCode}`);
      const disks = findings.filter(({ check, subject, verdict }) =>
        check === "disks" && subject === mountPoint && verdict === "FAIL"
      );
      mustSay(disks[0], "64.0 MiB are the reserve: writes are refused");
      mustSay(disks[1], "no file can be written");
    });
  } finally {
    await mustRun(["umount", mountPoint]);
  }
}

export const doctorSuite: Suite = { name: "doctor", server: "its own", run };
