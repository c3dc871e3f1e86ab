/**
 * The arguments of `kedge doctor`, sorted, or refused with the usage.
 *
 * @module
 */
import { parseStartArguments, type Refusal, type StartArguments } from "../start_arguments.ts";

const USAGE = `usage: kedge doctor [server.properties] [zoo.cfg] [--override key=value]...
                    [--data-only] [--json]

Checks ports, advertised addresses, disks, limits, the clock and the data, and says of each whether
it is well (ok), may become trouble (warn) or is trouble (FAIL), and what to do. It changes nothing.
Where a kedge runs, data that it writes to are not read. It ends with 1 where something is FAIL,
with 0 otherwise.

  --override key=value      a setting that counts more than the files', as for kedge start
  --zookeeper-config FILE   a zoo.cfg, whatever its name and content
  --data-only               the data folders alone
  --json                    one JSON object, for programs
  --help                    this text
`;

/** What to check, and how to say it. */
export interface DoctorArguments {
  /** As a start would be told. */
  readonly kedge: StartArguments;
  readonly scope: "all" | "data";
  readonly form: "text" | "json";
}

/** What `args` ask for, or why they ask for nothing that can be done. */
export function parseDoctorArguments(args: readonly string[]): DoctorArguments | Refusal {
  const isOwn = (word: string) => word === "--data-only" || word === "--json";
  const kedge = parseStartArguments(args.filter((word) => !isOwn(word)));
  if ("exitCode" in kedge) {
    if (kedge.exitCode === 0) return { text: USAGE, exitCode: 0 };
    const [fault = ""] = kedge.text.split("\n");
    return { text: `${fault.replace("kedge start", "kedge doctor")}\n\n${USAGE}`, exitCode: 2 };
  }
  return {
    kedge,
    scope: args.includes("--data-only") ? "data" : "all",
    form: args.includes("--json") ? "json" : "text",
  };
}
