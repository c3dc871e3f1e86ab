/**
 * The arguments of `kedge start`, sorted into a file and overrides, or refused with the usage.
 *
 * @module
 */

const USAGE = `usage: kedge start [server.properties] [zoo.cfg] [--override key=value]...

Starts the broker, the coordinator and the REST admin. Without a file the defaults apply: data in
./kedge-data, Kafka on 9092, ZooKeeper on 2181, REST on 8083. With a zoo.cfg alone it is a
ZooKeeper server: clients on its clientPort, the AdminServer's commands on 8080, no Kafka.
Environment variables (KEDGE_LOG_DIRS, KAFKA_LOG_DIRS, ZOO_TICK_TIME) count more than files; what
becomes of all of them kedge config check says.

  --override key=value      a setting that counts more than the files'; may be given several times
  --log-file FILE           log lines go there in place of stderr; the same as logger.file
  --daemon                  in the background; --pid-file FILE notes the process's id, and log
                            lines go to logs/server.log where nothing else is said
  --zookeeper-config FILE   a zoo.cfg, whatever its name and content
  --help                    this text
`;

/** How a start ended before it served: the text for stderr and the exit code. */
export interface Refusal {
  text: string;
  exitCode: number;
}

/** The arguments, sorted. */
export interface StartArguments {
  /** One of each kind at most; which is which their content says. */
  files: string[];
  /** Said to be a zoo.cfg. */
  zooCfg: string | null;
  overrides: string[];
  /** Where log lines go unless logger.file says otherwise; of `--default-log-file`. */
  defaultLogFile?: string;
}

const FILES_MAX = 2;
/** What the scripts that start in the background add: a config's own file counts more. */
const DEFAULT_LOG_FILE = "--default-log-file=";

/** What `args` ask for, or why they ask for nothing that can be started. */
export function parseStartArguments(args: readonly string[]): StartArguments | Refusal {
  const parsed: StartArguments = { files: [], zooCfg: null, overrides: [] };
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    if (argument === "--help" || argument === "-h") return { text: USAGE, exitCode: 0 };
    if (argument === "--override") {
      const override = args[++i];
      if (override === undefined) return usageFault("--override needs key=value after it");
      parsed.overrides.push(override);
    } else if (argument.startsWith("--override=")) {
      parsed.overrides.push(argument.slice("--override=".length));
    } else if (argument === "--log-file" || argument.startsWith("--log-file=")) {
      const file = argument === "--log-file" ? args[++i] : argument.slice("--log-file=".length);
      if (!file) return usageFault("--log-file needs a file after it");
      parsed.overrides.push(`logger.file=${file}`);
    } else if (argument.startsWith(DEFAULT_LOG_FILE)) {
      parsed.defaultLogFile = argument.slice(DEFAULT_LOG_FILE.length);
    } else if (argument === "--zookeeper-config") {
      const file = args[++i];
      if (file === undefined) return usageFault(`${argument} needs a file after it`);
      parsed.zooCfg = file;
    } else if (argument === "-daemon" || argument === "--daemon") {
      return usageFault("kedge does not fork: run it under systemd, or with & in a shell");
    } else if (argument.startsWith("-")) return usageFault(`unknown option ${argument}`);
    else parsed.files.push(argument);
  }
  const most = parsed.zooCfg === null ? FILES_MAX : FILES_MAX - 1;
  if (parsed.files.length <= most) return parsed;
  const named = parsed.files.join(" and ");
  return usageFault(`one server.properties and one zoo.cfg at most, found ${named}`);
}

function usageFault(fault: string): Refusal {
  return { text: `kedge start: ${fault}\n\n${USAGE}`, exitCode: 2 };
}
