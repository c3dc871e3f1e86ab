/**
 * `kedge config check FILE...`: says what a start, or a script, would make of configuration files,
 * line by line, without starting anything.
 *
 * @module
 */
import type { Command, Terminal } from "./command.ts";
import { systemEnvironment } from "./command.ts";
import type { CheckCall } from "./config_check/check_files.ts";
import type { Environment } from "./environment.ts";

const USAGE = `usage: kedge config check [FILE...] [--override key=value]... [--json]

Says for each file what it is (server.properties, zoo.cfg, properties of producers, consumers and
admin clients), and for each line what becomes of it: used, ignored and why, unknown, or wrong.
Environment variables and overrides are looked at as kedge start looks at them. Secrets are hidden.

  --override key=value      a setting that counts more than the files'; may be given several times
  --zookeeper-config FILE   a zoo.cfg, whatever its name and content
  --json                    the same for programs
  --help                    this text

Exit code: 0 where kedge would start and its scripts would take the files, else 1; 2 for bad usage.
`;

/** What a call asks for. */
type Call = CheckCall & { readonly form: "text" | "json" };

export const configCheck: Command = {
  name: "config",
  script: "",
  summary: "Say what becomes of each line of configuration files",
  options: [
    { name: "override", argument: "key=value", description: "A setting." },
    { name: "zookeeper-config", argument: "FILE", description: "A zoo.cfg." },
    { name: "json", description: "Print JSON." },
    { name: "help", description: "Show help." },
  ],
  async run(args, terminal, environment) {
    try {
      return await run(args, { terminal, environment: environment ?? await systemEnvironment() });
    } finally {
      await terminal.flush().catch(() => {/* nobody reads any more */});
    }
  },
};

async function run(
  args: readonly string[],
  { terminal, environment }: { terminal: Terminal; environment: Environment },
): Promise<number> {
  if (args.some((word) => word === "--help" || word === "-h")) {
    terminal.stdout(USAGE);
    return 0;
  }
  const call = parseCall(args);
  if (typeof call === "string") {
    terminal.stderr(`kedge config: ${call}\n\n${USAGE}`);
    return 2;
  }
  const { checkFiles } = await import("./config_check/check_files.ts");
  const { isFine } = await import("./config_check/report.ts");
  const { reportText } = await import("./config_check/report_text.ts");
  const { fileSystem, variables = {} } = environment;
  const report = checkFiles(call, { fileSystem, variables });
  const isJson = call.form === "json";
  terminal.stdout(
    isJson
      ? `${JSON.stringify({ fine: isFine(report), ...report }, null, 2)}\n`
      : reportText(report),
  );
  return isFine(report) ? 0 : 1;
}

/** What the arguments ask for, or what is wrong with them. */
function parseCall([action, ...args]: readonly string[]): Call | string {
  if (action !== "check") {
    return `check must come first${action === undefined ? "" : `, found ${action}`}`;
  }
  const files: string[] = [];
  const overrides: string[] = [];
  let zooCfg: string | null = null;
  let form: Call["form"] = "text";
  for (let i = 0; i < args.length; i++) {
    const [, name = "", attached] = /^(--[^=]*)=([^]*)$/.exec(args[i]!) ?? ["", args[i]!];
    if (name === "--json" && attached === undefined) form = "json";
    else if (name === "--override" || name === "--zookeeper-config") {
      const value = attached ?? args[++i];
      if (value === undefined) return `${name} needs something after it`;
      if (name === "--override") overrides.push(value);
      else zooCfg = value;
    } else if (name.startsWith("-")) return `unknown option ${args[i]}`;
    else files.push(args[i]!);
  }
  return { files, zooCfg, overrides, form };
}
