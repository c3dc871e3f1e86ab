/**
 * Which folders of log.dirs are offline, under Kafka's own names.
 *
 * @module
 */
import type { MetricsRegistry } from "./registry.ts";

/** A folder of log.dirs. */
export interface LogDirReading {
  readonly path: string;
  /** Why it is not used; null where it is. */
  readonly offline: string | null;
}

/** Says where a scrape reads the folders from. Once per process. */
export function registerLogDirMetrics(
  registry: MetricsRegistry,
  folders: () => readonly LogDirReading[],
): void {
  registry.collected({
    name: "kafka_log_logmanager_offlinelogdirectorycount",
    help: "Folders of log.dirs that have failed and are not used.",
    labels: [],
  }, {
    type: "gauge",
    collect: () => [{
      labels: [],
      value: folders().filter(({ offline }) => offline !== null).length,
    }],
  });
  registry.collected({
    name: "kafka_log_logmanager_logdirectoryoffline",
    help: "1 for a folder of log.dirs that has failed, 0 for one in use.",
    labels: ["logDirectory"],
  }, {
    type: "gauge",
    collect: () =>
      folders().map(({ path, offline }) => ({
        labels: [path],
        value: offline === null ? 0 : 1,
      })),
  });
}
