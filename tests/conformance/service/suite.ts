/**
 * The compiled binary as a service of a machine: what it tells a service manager, the unit that it
 * writes as systemd's own tools judge it, its start in the background, and its log file.
 *
 * @module
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatagramSocket } from "../../io/datagram_socket.ts";
import { kedgeCommand } from "../broker/kedge.ts";
import { lastLines, mustRun, run as runProgram } from "../process.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { needProgram } from "../tools/apt.ts";
import { python } from "../tools/python.ts";
import { until } from "../waiting.ts";

const LIMIT = { limitMs: 30_000 };
/** What systemd-analyze may say at most of the unit, of 10; each line of it has a weight. */
const EXPOSURE_MAX = 1.5;
const PORTS = [
  "listeners=PLAINTEXT://127.0.0.1:0",
  "zookeeper.listeners=zookeeper://127.0.0.1:0",
  "rest.listeners=",
];

const STARTUP_SCRIPT = resolve(
  import.meta.dirname,
  "../../../examples/gcp/startup-script.sh",
);

/** What each check is given. */
interface Ground {
  /** The words that run kedge. */
  readonly command: readonly string[];
  readonly scratch: string;
}

async function run({ report, scratch }: Context): Promise<void> {
  const ground = { command: kedgeCommand(), scratch };
  await report.check(
    "tells its manager that it starts, serves, lives and stops",
    () => tellsOfItself(ground),
  );
  await checkUnit(report.within("the unit"), ground);
  await report.check("the start-up script of a VM has no fault that shellcheck knows", async () => {
    const shellcheck = join(dirname(await python("shellcheck")), "shellcheck");
    await mustRun([shellcheck, STARTUP_SCRIPT]);
  });
  await report.check(
    "runs in the background with a log file that is put aside, and stops by its id",
    () => runsInTheBackground(ground),
  );
}

/** The settings of one start as words, with a data folder of its own. */
function settings(ground: Ground, name: string, more: readonly string[] = []): string[] {
  const all = [...PORTS, `log.dirs=${join(ground.scratch, name)}`, ...more];
  return all.flatMap((setting) => ["--override", setting]);
}

async function tellsOfItself(ground: Ground): Promise<void> {
  const address = join(ground.scratch, "notify");
  const socket = new DatagramSocket(address);
  const child = Bun.spawn([...ground.command, "start", ...settings(ground, "notify-data")], {
    stdout: "ignore",
    stderr: "ignore",
    env: { ...process.env, NOTIFY_SOCKET: address, WATCHDOG_USEC: "1000000" },
  });
  const has = (pattern: RegExp) => socket.receive().some((message) => pattern.test(message));
  try {
    await until("it is ready", () => has(/^READY=1\nSTATUS=serving Kafka on 127/), LIMIT);
    const fed = () => socket.receive().filter((message) => message === "WATCHDOG=1").length;
    await until("the watchdog is fed again and again", () => fed() >= 3, LIMIT);
    child.kill("SIGTERM");
    await until("it says that it stops", () => has(/^STOPPING=1\n/), LIMIT);
    const code = await child.exited;
    if (code !== 0) throw new Error(`it ended with ${code}`);
    const order = ["STATUS=starting", "READY=1", "STOPPING=1"]
      .map((word) => socket.messages.findIndex((message) => message.startsWith(word)));
    if (order.some((at, index) => at < 0 || at < (order[index - 1] ?? 0))) {
      throw new Error(`in another order: ${JSON.stringify(socket.messages)}`);
    }
  } finally {
    child.kill("SIGKILL");
    await child.exited;
    socket.close();
  }
}

async function checkUnit(report: Report, ground: Ground): Promise<void> {
  const [binary, ...rest] = ground.command;
  if (binary === undefined || rest.length > 0) {
    report.skip("all of it", "KEDGE_CONFORMANCE_COMMAND is not a binary");
    return;
  }
  await needProgram("systemd-analyze");
  const root = join(ground.scratch, "image");
  const path = join(root, "etc/systemd/system/kedge.service");
  await report.check(
    "is written below a folder, with the executable and its settings",
    async () => {
      await mustRun([binary, "install", "systemd", "--root", root]);
      const missing = [
        "usr/local/bin/kedge",
        "etc/kedge/server.properties",
        "etc/sysusers.d/kedge.conf",
      ]
        .filter((file) => !existsSync(join(root, file)));
      if (missing.length > 0) throw new Error(`it did not write ${missing.join(", ")}`);
      const { stdout } = await mustRun([join(root, "usr/local/bin/kedge"), "--version"]);
      if (!/\d/.test(stdout)) throw new Error(`the copy says ${stdout}`);
    },
  );
  await report.check("is the same when written again", async () => {
    const { stdout } = await mustRun([binary, "install", "systemd", "--root", root]);
    if (/wrote/.test(stdout)) throw new Error(stdout);
  });
  await report.check("is understood by systemd", async () => {
    // The executable must be where the unit says, which is on this machine the one that is tested.
    const own = join(ground.scratch, "kedge.service");
    writeFileSync(own, readFileSync(path, "utf8").replaceAll("/usr/local/bin/kedge", binary));
    const { exitCode, stdout, stderr } = await runProgram(["systemd-analyze", "verify", own]);
    // It looks at other units of the machine too, whose faults are not this one's.
    const faults = (stdout + stderr).split("\n").filter((line) => line.includes("kedge"));
    if (exitCode === null || faults.length > 0) throw new Error(faults.join("\n") || "no answer");
  });
  await report.check(`leaves an exposure of ${EXPOSURE_MAX} of 10 at most`, async () => {
    const judge = ["systemd-analyze", "security", "--offline=true", "--no-pager", path];
    const { stdout } = await mustRun(judge);
    const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
    if (!(exposure <= EXPOSURE_MAX)) throw new Error(lastLines(stdout, 1));
  });
}

async function runsInTheBackground(ground: Ground): Promise<void> {
  const folder = join(ground.scratch, "background");
  mkdirSync(folder);
  const pidFile = join(folder, "kedge.pid");
  const logs = join(folder, "logs");
  const log = join(logs, "server.log");
  const options = { cwd: folder, env: { LOG_DIR: logs } };
  const more = ["logger.file.max.bytes=400", "logger.file.max.backups=2"];
  const start = ["start", "--daemon", ...settings(ground, "background-data", more)];
  await mustRun([...ground.command, ...start, "--pid-file", pidFile], options);
  const pid = Number(readFileSync(pidFile, "utf8"));
  try {
    const banner = readFileSync(join(logs, "kafkaServer.out"), "utf8");
    const bootstrap = /kafka +(127\.0\.0\.1:\d+)/.exec(banner)?.[1];
    if (bootstrap === undefined) throw new Error(`it printed ${banner}`);
    const place = ["--bootstrap-server", bootstrap, "--topic", "t"];
    await mustRun([...ground.command, "topics", ...place, "--create"]);
    // The members of groups that come and go are told in the log.
    const read = ["console-consumer", ...place, "--timeout-ms", "100"];
    for (let reads = 0; readdirSync(logs).length < 4 && reads < 5; reads++) {
      await runProgram([...ground.command, ...read]);
    }
    const names = readdirSync(logs).sort();
    if (names.join() !== "kafkaServer.out,server.log,server.log.1,server.log.2") {
      throw new Error(`its logs are ${names.join()}`);
    }
    renameSync(log, join(folder, "moved"));
    process.kill(pid, "SIGHUP");
    await until("the log file is made anew", () => existsSync(log), LIMIT);
    const stop = ["kafka-server-stop", "--pid-file", pidFile];
    await mustRun([...ground.command, ...stop], options);
  } catch (error) {
    process.kill(pid, "SIGKILL");
    throw error;
  }
  if (!readFileSync(log, "utf8").includes("shutting down")) {
    throw new Error("the new log file does not tell the end");
  }
}

export const service: Suite = { name: "service", server: "its own", run };
