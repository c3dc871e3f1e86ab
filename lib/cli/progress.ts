/**
 * How far a script's long work is, shown on a terminal only: pipes and files never see it.
 *
 * @module
 */

import { ProgressLine } from "../io/progress_line.ts";
import type { CommandContext } from "./command.ts";

/** The line of a call. What is printed besides is to come after its `end`. */
export function progressLine({ terminal, environment }: CommandContext): ProgressLine {
  const output = terminal.progress ?? { isTerminal: false, write: () => {/* nobody looks */} };
  return new ProgressLine(output, environment.clock);
}
