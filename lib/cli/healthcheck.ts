/**
 * `kedge healthcheck [the arguments of kedge start]`: asks the server on this machine whether it
 * serves, and leaves with 0 or 1. The image's HEALTHCHECK runs it, since an image of one executable
 * has no curl.
 *
 * Without arguments they are those of the `kedge start` that runs here, so that a container whose
 * command sets another port is asked at that port.
 *
 * @module
 */
import { parseStartArguments } from "../broker/start_arguments.ts";
import { startFault } from "../broker/start_fault.ts";
import { loadStartFiles } from "../broker/start_files.ts";
import { type Processes, SystemProcesses } from "../io/processes.ts";
import { type Command, systemEnvironment } from "./command.ts";
import type { Environment } from "./environment.ts";
import { askServer, type HealthcheckOutcome } from "./healthcheck/ask_server.ts";
import { questionFor } from "./healthcheck/question.ts";
import { runningArguments } from "./healthcheck/running_arguments.ts";

const USAGE = `usage: kedge healthcheck [server.properties] [zoo.cfg] [--override key=value]...

Asks the kedge of this machine whether it serves: GET /health/ready of rest.listeners, without that
an ApiVersions of a plain-text listener, without that srvr of zookeeper.listeners. Prints a line,
and leaves with 0 where it serves and 1 where it does not, within 2 seconds.

The arguments and the environment variables are those of \`kedge start\`. Without arguments they are
read from the one \`kedge start\` of this user that runs.
`;

/** What the check looks at beside its arguments. */
export interface HealthcheckHost {
  readonly environment: Environment;
  readonly processes: Processes;
}

export const healthcheck: Command = {
  name: "healthcheck",
  script: "",
  summary: "Ask the server of this machine whether it serves",
  async run(args, terminal, environment) {
    const isHelp = args.some((word) => word === "--help" || word === "-h");
    const { isHealthy, line } = isHelp
      ? { isHealthy: true, line: USAGE.trimEnd() }
      : await checkHealth(args, {
        environment: environment ?? await systemEnvironment(),
        processes: new SystemProcesses(),
      });
    if (isHealthy) terminal.stdout(`${line}\n`);
    else terminal.stderr(`kedge healthcheck: ${line}\n`);
    await terminal.flush().catch(() => {/* nobody reads any more */});
    // Docker keeps 2 for itself, so whatever is wrong is 1.
    return isHealthy ? 0 : 1;
  },
};

/** Finds out where the server is, and asks it. Throws nothing that a user can cause. */
export async function checkHealth(
  args: readonly string[],
  { environment, processes }: HealthcheckHost,
): Promise<HealthcheckOutcome> {
  const running = args.length > 0 ? args : runningArguments(processes);
  if (running === null) {
    return unhealthy("more than one kedge runs here: give the arguments of the one to be asked");
  }
  const parsed = parseStartArguments(running);
  if ("exitCode" in parsed) return unhealthy(parsed.text.split("\n", 1)[0]!);
  let question;
  try {
    const { fileSystem, variables = {} } = environment;
    question = questionFor(loadStartFiles(parsed, fileSystem, { variables }).config);
  } catch (error) {
    return unhealthy(startFault(error).split("\n", 1)[0]!.replace(/^kedge: /, ""));
  }
  if (typeof question === "string") return unhealthy(question);
  return await askServer(question, environment);
}

function unhealthy(line: string): HealthcheckOutcome {
  return { isHealthy: false, line };
}
