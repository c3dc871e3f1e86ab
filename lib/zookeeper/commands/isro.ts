/**
 * isro: whether the server is read-only (`ro`) or not (`rw`); this one never is.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const isro: Command = { word: "isro", run: () => "rw" };
