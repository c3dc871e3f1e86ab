/**
 * A process that copies its input to its output through the real terminal, for
 * system_terminal_test.ts.
 *
 * @module
 */

import { OutputClosedError } from "../../lib/cli/command.ts";
import { systemTerminal } from "../../lib/cli/system_terminal.ts";

const terminal = systemTerminal();
terminal.onInterrupt((exitCode) => {
  terminal.stderr("interrupted\n");
  process.exit(exitCode);
});
terminal.stderr("ready\n");
try {
  for await (const chunk of terminal.stdin) {
    terminal.stdout(chunk);
    await terminal.flush();
  }
  process.exit(0);
} catch (error) {
  terminal.stderr(error instanceof OutputClosedError ? "closed\n" : `${error}\n`);
  process.exit(3);
}
