/**
 * kedge: runs one command and leaves with its exit code.
 *
 * @module
 */
import { runCommand } from "./lib/cli/run_command.ts";

process.exitCode = await runCommand(process.argv);
if (process.exitCode !== undefined) process.exit();
