/**
 * kedge: runs one command and leaves with its exit code.
 *
 * @module
 */
import { runCommand } from "./lib/cli/run_command.ts";

process.exit(await runCommand(process.argv0, process.argv.slice(2)));
