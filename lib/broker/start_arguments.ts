/**
 * The arguments of `kedge start`, sorted into a file and overrides, or refused with the usage.
 *
 * @module
 */

const USAGE = `usage: kedge start [server.properties] [--override key=value]...

Starts the broker, the coordinator and the REST admin. Without a file the defaults apply: data in
./kedge-data, Kafka on 9092, ZooKeeper on 2181, REST on 8083.

  --override key=value   a setting that counts more than the file's; may be given several times
  --help                 this text
`;

/** How a start ended before it served: the text for stderr and the exit code. */
export interface Refusal {
  text: string;
  exitCode: number;
}

/** The arguments, sorted. */
export interface StartArguments {
  file: string | null;
  overrides: string[];
}

/** What `args` ask for, or why they ask for nothing that can be started. */
export function parseStartArguments(args: readonly string[]): StartArguments | Refusal {
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
