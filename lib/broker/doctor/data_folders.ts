/**
 * The data folders as wholes: whose they are, who uses them, how the last process ended, and the
 * files at their top.
 *
 * @module
 */
import { type FileSystem, joinPath } from "../../io/file.ts";
import { parseOffsets, readCheckpoint } from "../../storage/checkpoint_file.ts";
import { STRAY_FOLDER_SUFFIX } from "../../storage/log_files.ts";
import {
  CLEAN_SHUTDOWN_FILE,
  CLEANER_FILE,
  LOG_START_FILE,
  RECOVERY_POINT_FILE,
} from "../../storage/store_folder.ts";
import { brokerIdFault, META_PROPERTIES_FILE, readMetaProperties } from "../meta_properties.ts";
import { countText } from "./amounts.ts";
import type { Check, Ground } from "./check.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { readTextOrNull, reasonOf } from "./read_text.ts";

const CHECKPOINTS = [RECOVERY_POINT_FILE, LOG_START_FILE, CLEANER_FILE];

export const dataFolders: Check = {
  name: "data folders",
  about: "data",
  async *run(ground) {
    let clusterId: string | null = null;
    for (const folder of ground.config.logDirs) {
      if (!ground.files.isFolder(folder)) {
        if (ground.files.exists(folder)) {
          yield fail(folder, "it is a file", { advice: "Move it away, or set another log.dirs" });
        } else yield ok(folder, "not there yet: the first start makes it");
        continue;
      }
      const findings = [...checkpoints(folder, ground.files)];
      const { finding, clusterId: found } = identity(folder, { ground, clusterId });
      clusterId ??= found;
      yield finding;
      yield* findings;
      yield* leftOver(folder, ground.files);
    }
  },
};

function identity(
  folder: string,
  { ground, clusterId }: { ground: Ground; clusterId: string | null },
): { finding: Finding; clusterId: string | null } {
  const { files, config, running } = ground;
  const path = joinPath(folder, META_PROPERTIES_FILE);
  try {
    const meta = readMetaProperties(files, folder);
    const fault = brokerIdFault(config.brokerId, { ...meta, folder });
    if (fault !== null) {
      const advice = "Set the broker.id that the file has, or another log.dirs";
      return { finding: fail(path, fault, { advice }), clusterId: meta.clusterId };
    }
    if (clusterId !== null && meta.clusterId !== null && meta.clusterId !== clusterId) {
      const found = `it is of cluster ${meta.clusterId}, the folder before of ${clusterId}`;
      const advice = "Take the folder of the other cluster out of log.dirs";
      return { finding: fail(path, found, { advice }), clusterId: meta.clusterId };
    }
    const owner = meta.clusterId === null
      ? "no meta.properties yet"
      : `broker ${meta.brokerId ?? "?"} of cluster ${meta.clusterId}`;
    const found = `${owner}; ${useOf(folder, { files, running })}`;
    return { finding: ok(folder, found), clusterId: meta.clusterId };
  } catch (error) {
    const advice = "Restore it from a copy, or write broker.id and cluster.id anew";
    return {
      finding: fail(path, `cannot be read: ${reasonOf(error)}`, { advice }),
      clusterId: null,
    };
  }
}

function useOf(
  folder: string,
  { files, running }: { files: FileSystem; running: Ground["running"] },
): string {
  if (running !== null) return `in use by ${running.holder}`;
  if (readTextOrNull(files, joinPath(folder, CLEAN_SHUTDOWN_FILE)) !== null) {
    return "not in use, closed cleanly";
  }
  return "not in use, not closed cleanly: the next start checks the ends of its logs";
}

function* checkpoints(folder: string, files: FileSystem): Generator<Finding> {
  for (const name of CHECKPOINTS) {
    const path = joinPath(folder, name);
    try {
      parseOffsets(readCheckpoint(files, path));
    } catch (error) {
      yield fail(path, reasonOf(error), {
        advice: name.startsWith("log-start")
          ? "Restore it from a copy: without it records that were deleted may come back"
          : "Stop kedge and remove it: the next start checks more then, and takes longer",
      });
    }
  }
}

function* leftOver(folder: string, files: FileSystem): Generator<Finding> {
  const strays = files.list(folder).filter((name) => name.endsWith(STRAY_FOLDER_SUFFIX));
  if (strays.length === 0) return;
  yield warn(folder, `${countText(strays.length, "folder")} of no topic: ${strays[0]} …`, {
    advice: "Look at them, and remove them by hand: they take space, and nothing reads them",
  });
}
