/**
 * gtmk: the trace mask, as a number.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const gtmk: Command = { word: "gtmk", run: (context) => String(context.traceMask) };
