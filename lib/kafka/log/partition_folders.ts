/**
 * The folders of log.dirs with the partitions in them, for DescribeLogDirs.
 *
 * @module
 */
import { type DiskSpace, type FileSystem, joinPath } from "../../io/file.ts";
import type { Store } from "../../storage/store.ts";
import type { PartitionLog } from "./partition_log.ts";

/** A partition's log in one folder, or its copy that moves there. */
export interface FolderReplica {
  readonly partition: PartitionLog;
  readonly sizeBytes: number;
  /** Offsets that a copy is behind. */
  readonly offsetLag: number;
  readonly isFuture: boolean;
}

/** One folder of log.dirs. */
export interface PartitionFolder {
  readonly path: string;
  /** Why it is not used; null where it is. */
  readonly offline: string | null;
  /** Room on its volume; null where it is offline. */
  readonly space: DiskSpace | null;
  readonly replicas: readonly FolderReplica[];
}

/** Every folder of log.dirs; one that has failed holds nothing. */
export function partitionFolders(
  store: Store,
  partitions: readonly PartitionLog[],
): PartitionFolder[] {
  const moves = [...store.moves.all()];
  return store.folderStates().map(({ path, offline }) => {
    const space = offline === null ? spaceOf(store.files, path) : null;
    const reason = offline ?? (space === null ? "its volume does not answer" : null);
    if (reason !== null) return { path, offline: reason, space: null, replicas: [] };
    const prefix = joinPath(path, "");
    const replicas: FolderReplica[] = [];
    for (const partition of partitions) {
      const { log } = partition;
      if (log.folder.startsWith(prefix)) {
        replicas.push({ partition, sizeBytes: log.sizeBytes, offsetLag: 0, isFuture: false });
      }
      const move = moves.find((each) => each.log === log && each.targetPath === path);
      if (move !== undefined) {
        const { sizeBytes, offsetLag } = move;
        replicas.push({ partition, sizeBytes, offsetLag, isFuture: true });
      }
    }
    return { path, offline: null, space, replicas };
  });
}

/** Room on a folder's volume; null where that fails, which takes the folder offline. */
function spaceOf(files: FileSystem, path: string): DiskSpace | null {
  try {
    return files.space(path);
  } catch {
    return null;
  }
}
