/**
 * A log that cannot be opened and must not be begun anew: its data folder was left out at the
 * start, or two of them have it. It answers everybody that it is offline.
 *
 * @module
 */
import { joinPath } from "../io/file.ts";
import { Log } from "./log.ts";
import type { LogConfig } from "./log_config.ts";
import type { LogResources } from "./log_resources.ts";
import { Segment } from "./segment.ts";

/**
 * Makes such a log; no file is touched.
 *
 * @param folderPath the data folder that it is in
 * @param reason why it is offline
 */
export function offlineLog(
  { name, config, folderPath, reason }: {
    name: string;
    config: LogConfig;
    folderPath: string;
    reason: string;
  },
  resources: LogResources,
): Log {
  // No folder of this name is there, and none is made.
  const folder = joinPath(folderPath, `${name}-offline`);
  const segment = new Segment(resources, folder, { baseOffset: 0, sizeBytes: 0, createdMs: 0 });
  const log = new Log({ name, folder, config }, {
    segments: [segment],
    logStartOffset: 0,
    logEndOffset: 0,
    flushedOffset: 0,
    recoveryPoint: 0,
  }, resources);
  log.setOffline(reason);
  return log;
}
