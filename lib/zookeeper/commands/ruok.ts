/**
 * ruok: `imok` where the server runs.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const ruok: Command = { word: "ruok", run: () => "imok" };
