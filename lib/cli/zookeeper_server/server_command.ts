/**
 * A command that is one of Kafka's server scripts: its name, its script's name, and its run on this
 * machine.
 *
 * @module
 */
import type { Command, Terminal } from "../command.ts";
import type { ServerKind } from "./kafka_scripts.ts";
import { type ServerHost, systemServerHost } from "./server_host.ts";

/** What a script does. */
type Run = (
  kind: ServerKind,
  call: { args: readonly string[]; host: ServerHost; terminal: Terminal },
) => Promise<number>;

/** Makes the command `<kind>-server-<verb>`. */
export function serverCommand(
  kind: ServerKind,
  { verb, summary, run }: { verb: "start" | "stop"; summary: string; run: Run },
): Command {
  const name = `${kind.name}-server-${verb}`;
  return {
    name,
    script: `${name}.sh`,
    summary,
    async run(args, terminal) {
      try {
        return await run(kind, { args, host: systemServerHost(), terminal });
      } finally {
        await terminal.flush().catch(() => {/* nobody reads any more */});
      }
    },
  };
}
