/**
 * environment and system_properties: what the server runs on, and the settings in force by their
 * names.
 *
 * @module
 */
import type { AdminCommand } from "./admin_command.ts";

export const environment: AdminCommand = {
  names: ["environment", "env", "envi"],
  run: (context) => Object.fromEntries(context.environment()),
};

export const systemProperties: AdminCommand = {
  names: ["system_properties", "sysp"],
  run: (context) =>
    Object.fromEntries([...context.systemProperties()].sort(([a], [b]) => a < b ? -1 : 1)),
};
