/**
 * Where each leader epoch of a partition began: Kafka's `leader-epoch-checkpoint`, lines of
 * `epoch startOffset`. A partition that this program made has one epoch and no such file; one that
 * came from a Kafka has it, and it is carried on.
 *
 * @module
 */
import { type FileSystem, joinPath } from "../../io/file.ts";
import { readCheckpoint, writeCheckpoint } from "../../storage/checkpoint_file.ts";

export const LEADER_EPOCHS_FILE = "leader-epoch-checkpoint";

/** One epoch and the first offset that was written in it. */
export interface LeaderEpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/** How far an epoch reached; -1 for both where that is not known. */
export interface EpochEnd {
  /** The largest known epoch that is not above the one asked for. */
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

const UNKNOWN: EpochEnd = { leaderEpoch: -1, endOffset: -1 };

/** The entries of a partition's folder, ascending; none where there is no file that can be read. */
export function readLeaderEpochs(files: FileSystem, folder: string): LeaderEpochEntry[] {
  const path = joinPath(folder, LEADER_EPOCHS_FILE);
  if (!files.exists(path)) return [];
  const entries: LeaderEpochEntry[] = [];
  try {
    for (const line of readCheckpoint(files, path)) {
      const [epoch, startOffset] = line.trimEnd().split(" ").map(Number);
      if (!isCount(epoch) || !isCount(startOffset)) return [];
      entries.push({ epoch, startOffset });
    }
  } catch {
    return []; // What a client learns of old epochs is then less, not wrong.
  }
  return entries.sort((a, b) => a.epoch - b.epoch);
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}

/**
 * Notes that an epoch begins at an offset, in the folder of a partition that has the file. Entries
 * that no record was written in go, as do those past the log's end.
 */
export function noteLeaderEpoch(
  files: FileSystem,
  folder: string,
  begin: LeaderEpochEntry,
): void {
  const entries = readLeaderEpochs(files, folder);
  const last = entries.at(-1);
  if (last === undefined || begin.epoch <= last.epoch) return;
  const kept = entries.filter(({ startOffset }) => startOffset < begin.startOffset);
  const lines = [...kept, begin].map(({ epoch, startOffset }) => `${epoch} ${startOffset}`);
  writeCheckpoint(files, joinPath(folder, LEADER_EPOCHS_FILE), lines);
}

/**
 * How far an epoch reached, as Kafka's LeaderEpochFileCache answers.
 *
 * @param current the epoch that the partition is in, and the log's end
 */
export function endOfEpoch(
  entries: readonly LeaderEpochEntry[],
  asked: number,
  current: { leaderEpoch: number; endOffset: number },
): EpochEnd {
  if (asked < 0 || asked > current.leaderEpoch) return UNKNOWN;
  if (asked === current.leaderEpoch) return current;
  const next = entries.find(({ epoch }) => epoch > asked);
  // No later epoch wrote anything: this one reaches to the end.
  const endOffset = Math.min(next?.startOffset ?? current.endOffset, current.endOffset);
  const at = entries.findLast(({ epoch }) => epoch <= asked)?.epoch ?? asked;
  return { leaderEpoch: at, endOffset };
}
