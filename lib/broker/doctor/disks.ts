/**
 * The disks under the data folders: room and inodes, the kind of file system, whether files can be
 * made there, and how long the disk takes to put 4 KiB down, which every acks=all waits for.
 *
 * @module
 */
import { type FileSystem, folderOf, joinPath } from "../../io/file.ts";
import { bytesText, countText, millisText } from "./amounts.ts";
import type { Check, Ground } from "./check.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { mountOf } from "./mounts.ts";
import { reasonOf } from "./read_text.ts";

const NETWORK_TYPES = /^(nfs4?|cifs|smb3?|9p|ceph|glusterfs|fuse\..*|fuse|afs|lustre|virtiofs)$/;
const MEMORY_TYPES = /^(tmpfs|ramfs)$/;
/** Without a bound by size, less than this share of the disk left is little. */
const FREE_SHARE_MIN = 0.15;
/** A partition has about ten files, and a segment three more. */
const FREE_FILES_MIN = 10_000;
const SYNCS = 20;
const SYNC_BYTES = 4096;
const SLOW_SYNC_MS = 10;

export const disks: Check = {
  name: "disks",
  about: "machine",
  async *run(ground) {
    for (const folder of ground.config.logDirs) {
      const place = existingPlace(ground.files, ground.machine.absolutePath(folder));
      yield kind(place, ground);
      yield* room(place, ground);
      yield await speed(place, ground);
    }
  },
};

/** The folder, or the nearest one above it that is there. */
function existingPlace(files: FileSystem, path: string): string {
  let place = path;
  while (!files.isFolder(place) && folderOf(place) !== place) place = folderOf(place);
  return place;
}

function kind(place: string, { files }: Ground): Finding {
  const mount = mountOf(files, place);
  if (mount === null) return ok(place, "the system does not tell the kind of file system");
  const { type, device, point, isReadOnly } = mount;
  const found = `${type} (${device} on ${point})`;
  if (isReadOnly) {
    return fail(place, `${found}, mounted read-only`, {
      advice: `mount -o remount,rw ${point}, after a look at why (dmesg)`,
    });
  }
  if (NETWORK_TYPES.test(type)) {
    return warn(place, `${found}: a file system of another machine`, {
      advice: "Use a disk of this machine: maps of files, locks and fsync are less sure there",
    });
  }
  if (MEMORY_TYPES.test(type)) {
    return warn(place, `${found}: in memory, gone with a restart of the machine`, {
      advice: "Set log.dirs to a folder on a disk, unless the data may be lost",
    });
  }
  if (type === "overlay") {
    return warn(place, `${found}: a container's own layer, gone with the container, and slow`, {
      advice: "Mount a volume and set log.dirs to a folder in it",
    });
  }
  return ok(place, found);
}

function* room(place: string, { files, config }: Ground): Generator<Finding> {
  const { totalBytes, availableBytes, availableFiles } = files.space(place);
  const reserved = config.logReservedDiskBytes;
  const found = `${bytesText(availableBytes)} of ${bytesText(totalBytes)} are free`;
  const { isBounded, text } = retention(config);
  if (availableBytes < reserved) {
    yield fail(place, `${found}, ${bytesText(reserved)} are the reserve: writes are refused`, {
      advice:
        "Free space or enlarge the disk; or shorten retention (log.retention.disk.percent); " +
        "or lower log.reserved.disk.bytes",
    });
  } else if (availableBytes < 2 * reserved) {
    yield warn(place, `${found}; below ${bytesText(reserved)} writes are refused`, {
      advice: "Free space or enlarge the disk, or bound the logs (log.retention.disk.percent=80)",
    });
  } else if (!isBounded && availableBytes < FREE_SHARE_MIN * totalBytes) {
    yield warn(place, `${found}; retention is ${text}`, {
      advice: "Bound the logs by size: log.retention.disk.percent=80",
    });
  } else yield ok(place, `${found}; retention is ${text}`);
  if (availableFiles === undefined) return;
  const inodes = `${countText(availableFiles, "inode")} are free`;
  if (availableFiles >= FREE_FILES_MIN) yield ok(place, inodes);
  else {
    yield warn(place, inodes, {
      advice: "Remove small files, or make the file system anew with more inodes (mkfs -N): each " +
        "partition takes about ten",
    });
  }
}

/** What removes old records, in words. */
function retention(config: Ground["config"]): { isBounded: boolean; text: string } {
  const { logRetentionDiskBytes, logRetentionDiskPercent } = config;
  const bounds: string[] = [];
  if (logRetentionDiskBytes >= 0) bounds.push(`${bytesText(logRetentionDiskBytes)} in all`);
  if (logRetentionDiskPercent >= 0) bounds.push(`${logRetentionDiskPercent} % of the disk`);
  const isBounded = bounds.length > 0;
  const perPartition = Number(config.get("log.retention.bytes") ?? -1);
  if (perPartition >= 0) bounds.push(`${bytesText(perPartition)} for each partition`);
  const time = ["ms", "minutes", "hours"].find((unit) => {
    const value = config.get(`log.retention.${unit}`);
    return value !== null && value !== "";
  });
  if (time !== undefined) bounds.push(`${config.get(`log.retention.${time}`)} ${time}`);
  return { isBounded, text: bounds.join(", ") || "unbounded" };
}

/** Measured with a file of its own, which is removed. */
async function speed(place: string, { files, clock, random }: Ground): Promise<Finding> {
  const path = joinPath(place, `.kedge-doctor-${random.uuid()}`);
  const times: number[] = [];
  try {
    const file = files.open(path, "create");
    try {
      const bytes = random.bytes(SYNC_BYTES);
      for (let i = 0; i < SYNCS; i++) {
        const startedMs = clock.monotonicMs();
        await file.write(bytes, i * SYNC_BYTES);
        await file.datasync();
        times.push(clock.monotonicMs() - startedMs);
      }
    } finally {
      file.close();
      files.remove(path);
    }
  } catch (error) {
    return fail(place, `no file can be written: ${reasonOf(error)}`, {
      advice:
        "Give the folder to the user that runs kedge (chown), free space, and check the disk " +
        "(dmesg)",
    });
  }
  return syncTimes(place, times);
}

function syncTimes(place: string, times: number[]): Finding {
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1]!;
  const longest = times[times.length - 1]!;
  const found = `fdatasync of 4 KiB takes ${millisText(median)}, at most ${millisText(longest)} ` +
    `(${SYNCS} tries): acks=all and znode writes wait for one, shared by all that wait`;
  if (median <= SLOW_SYNC_MS) return ok(place, found);
  return warn(place, found, {
    advice: "Use an SSD or another class of disk, or take what else writes there away. Where a " +
      "power cut may lose the last records: acks=1, or acks.all.flush.enable=false",
  });
}
