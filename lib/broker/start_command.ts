/**
 * `kedge start [server.properties] [--override key=value]...`: reads the settings, starts, says
 * where it can be reached, and stops on SIGTERM or SIGINT.
 *
 * @module
 */
import { ConfigError } from "../config/config_error.ts";
import { loadServerConfig } from "../config/server_config.ts";
import { SystemClock } from "../io/clock.ts";
import { LockedError } from "../io/file.ts";
import { LineLogger, logLevel, LogOutput } from "../io/logger.ts";
import { SystemRandom } from "../io/random.ts";
import { BindError } from "../io/socket.ts";
import { SystemFileSystem } from "../io/system_file.ts";
import { SystemNetwork } from "../io/system_socket.ts";
import { Kedge, type KedgeAddresses, StartError } from "./kedge.ts";
import { VERSION } from "./version.ts";
import { ForeignCoordinatorError } from "./zookeeper_connect_check.ts";

const USAGE = `usage: kedge start [server.properties] [--override key=value]...

Starts the broker, the coordinator and the REST admin. Without a file the defaults apply: data in
./kedge-data, Kafka on 9092, ZooKeeper on 2181, REST on 8083.

  --override key=value   a setting that counts more than the file's; may be given several times
  --help                 this text
`;

/** How a start ended before it served: the text for stderr and the exit code. */
interface Refusal {
  text: string;
  exitCode: number;
}

/** The arguments, sorted. */
interface StartArguments {
  file: string | null;
  overrides: string[];
}

/** Runs until a signal; returns the exit code. */
export async function startCommand(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  if ("exitCode" in parsed) return refuse(parsed);
  const clock = new SystemClock();
  const output = new LogOutput(clock);
  const logger = new LineLogger(output, "kedge");
  try {
    const files = new SystemFileSystem();
    const { config, warnings, withoutEffect } = loadServerConfig({
      ...(parsed.file === null ? {} : {
        file: { name: parsed.file, text: new TextDecoder().decode(files.readFile(parsed.file)) },
      }),
      overrides: parsed.overrides,
    });
    output.level = logLevel(config.loggerLevel);
    for (const warning of warnings) logger.warn(warning);
    if (withoutEffect.length > 0) {
      logger.info("settings that change nothing here", { names: withoutEffect.join(",") });
    }
    const kedge = await Kedge.start(config, {
      files,
      clock,
      logger,
      network: new SystemNetwork(),
      random: new SystemRandom(),
    });
    process.stdout.write(banner(kedge.addresses, config.logDirs));
    const signal = await stopSignal();
    logger.info("shutting down", { signal });
    await kedge.close();
    output.flush();
    return 0;
  } catch (error) {
    output.flush();
    return refuse({ text: startFault(error), exitCode: 1 });
  }
}

function refuse({ text, exitCode }: Refusal): number {
  process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
  return exitCode;
}

function parse(args: readonly string[]): StartArguments | Refusal {
  const parsed: StartArguments = { file: null, overrides: [] };
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    if (argument === "--help" || argument === "-h") return { text: USAGE, exitCode: 0 };
    if (argument === "--override") {
      const override = args[++i];
      if (override === undefined) return usageFault("--override needs key=value after it");
      parsed.overrides.push(override);
    } else if (argument.startsWith("--override=")) {
      parsed.overrides.push(argument.slice("--override=".length));
    } else if (argument === "-daemon" || argument === "--daemon") {
      return usageFault("kedge does not fork: run it under systemd, or with & in a shell");
    } else if (argument.startsWith("-")) return usageFault(`unknown option ${argument}`);
    else if (parsed.file === null) parsed.file = argument;
    else return usageFault(`one properties file at most, found ${parsed.file} and ${argument}`);
  }
  return parsed;
}

function usageFault(fault: string): Refusal {
  return { text: `kedge start: ${fault}\n\n${USAGE}`, exitCode: 2 };
}

/** What went wrong, without a stack where the message says what to do. */
function startFault(error: unknown): string {
  const expected = error instanceof ConfigError || error instanceof StartError ||
    error instanceof LockedError || error instanceof BindError ||
    error instanceof ForeignCoordinatorError;
  if (expected) return `kedge: ${error.message}`;
  if (error instanceof Error) {
    const isSystemFault = "code" in error && typeof error.code === "string";
    return `kedge: cannot start: ${isSystemFault ? error.message : error.stack ?? error.message}`;
  }
  return `kedge: cannot start: ${error}`;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    // Nothing else keeps the process alive where every port is switched off.
    const alive = setInterval(() => {}, 2 ** 30);
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve(signal);
      });
    }
    // A closed terminal must not end a broker that runs in the background.
    process.on("SIGHUP", () => {});
  });
}

/** The few lines that a newcomer reads first. */
function banner(addresses: KedgeAddresses, folders: readonly string[]): string {
  const kafka = addresses.kafka.map(({ host, port }) => address(host, port));
  const zookeeper = addresses.zookeeper.map(({ host, port }) => address(host, port));
  const rest = addresses.rest.map(({ host, port }) => `http://${address(host, port)}`);
  const lines = [
    `kedge ${VERSION} is ready`,
    `  kafka     ${kafka.join(", ") || "off"}`,
    `  zookeeper ${zookeeper.join(", ") || "off"}`,
    `  rest      ${rest.join(", ") || "off"}`,
    `  data      ${folders.join(", ")}`,
  ];
  if (rest.length > 0) lines.push(`  try       curl ${rest[0]}/v3/clusters`);
  else if (kafka.length > 0) {
    lines.push(`  try       kedge topics --bootstrap-server ${kafka[0]} --list`);
  }
  return `${lines.join("\n")}\n`;
}

/** An address that can be pasted: a listener on all interfaces is reached by localhost. */
function address(host: string, port: number): string {
  const shown = host === "" || host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return shown.includes(":") ? `[${shown}]:${port}` : `${shown}:${port}`;
}
