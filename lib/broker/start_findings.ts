/**
 * What a start says of its settings before anything else: what is odd, what is otherwise here, and
 * what changes nothing.
 *
 * @module
 */
import type { LoadedServerConfig } from "../config/server_config.ts";
import type { Logger } from "../io/logger.ts";

/** Logs it. */
export function logFindings(
  { warnings, notes, withoutEffect }: LoadedServerConfig,
  logger: Logger,
): void {
  for (const warning of warnings) logger.warn(warning);
  for (const note of notes) logger.info(note);
  if (withoutEffect.length > 0) {
    logger.info("settings that change nothing here", { names: withoutEffect.join(",") });
  }
}
