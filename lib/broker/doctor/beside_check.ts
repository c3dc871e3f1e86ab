/**
 * Checks the files beside a log's segments: leader epochs, producer snapshots, aborted
 * transactions, the topic's id, snapshots of the znode tree.
 *
 * @module
 */
import { type FileSystem, joinPath } from "../../io/file.ts";
import { ENTRY_BYTES } from "../../kafka/log/aborted_transactions.ts";
import { LEADER_EPOCHS_FILE } from "../../kafka/log/leader_epochs.ts";
import { PARTITION_METADATA_FILE, readTopicId } from "../../kafka/log/partition_metadata.ts";
import { decodeProducerSnapshot, SNAPSHOT_SUFFIX } from "../../kafka/log/producer_snapshot.ts";
import { ProducerState } from "../../kafka/log/producer_state.ts";
import { readCheckpoint } from "../../storage/checkpoint_file.ts";
import { TRANSACTION_INDEX_SUFFIX } from "../../storage/log_files.ts";
import { SNAPSHOT_SUFFIX as ZNODE_SNAPSHOT_SUFFIX } from "../znode_log.ts";
import { readSnapshotFile } from "../znode_snapshot_file.ts";
import { fail, type Finding, warn } from "./finding.ts";
import { reasonOf } from "./read_text.ts";

/** Why a file is not right; null where it is. */
type FileCheck = (path: string, ground: { files: FileSystem; folder: string }) => string | null;

const restore = "Restore it from a copy";

/** Which files are checked how, and what to do where one is not right. */
const CHECKS: readonly {
  readonly isFor: (name: string) => boolean;
  readonly check: FileCheck;
  readonly say: typeof fail;
  readonly advice: string;
}[] = [
  {
    isFor: (name) => name === LEADER_EPOCHS_FILE,
    check: epochsFault,
    say: warn,
    advice: `${restore}, or remove it: clients that ask where an epoch ended learn less then`,
  },
  {
    isFor: (name) => name === PARTITION_METADATA_FILE,
    check: (_path, { files, folder }) =>
      readTopicId(files, folder) === null ? "it does not tell the topic's id" : null,
    say: fail,
    advice: `${restore}: without it the folder may be taken for one of a deleted topic`,
  },
  {
    isFor: (name) => name.endsWith(SNAPSHOT_SUFFIX),
    check: producersFault,
    say: warn,
    advice: "Remove it: the next start finds the producers by going through the log",
  },
  {
    isFor: (name) => name.endsWith(TRANSACTION_INDEX_SUFFIX),
    check: (path, { files }) => {
      const rest = files.size(path) % ENTRY_BYTES;
      return rest === 0 ? null : "it is no whole number of entries";
    },
    say: fail,
    advice: `${restore}: consumers that read committed records alone may see aborted ones`,
  },
];

/** Checks the files of a log's folder. */
export async function checkBeside(folder: string, files: FileSystem): Promise<Finding[]> {
  const findings: Finding[] = [];
  const snapshots: { path: string; isWhole: boolean }[] = [];
  for (const name of files.list(folder)) {
    const path = joinPath(folder, name);
    if (name.endsWith(ZNODE_SNAPSHOT_SUFFIX)) {
      snapshots.push({ path, isWhole: await isWholeSnapshot(path, files) });
      continue;
    }
    const rule = CHECKS.find(({ isFor }) => isFor(name));
    const fault = rule === undefined ? null : faultOf(path, { rule, files, folder });
    if (rule !== undefined && fault !== null) {
      findings.push(rule.say(path, fault, { advice: rule.advice }));
    }
  }
  const hasWhole = snapshots.some(({ isWhole }) => isWhole);
  for (const { path, isWhole } of snapshots) {
    if (isWhole) continue;
    const found = "its checksum is wrong";
    findings.push(
      hasWhole
        ? warn(path, found, {
          advice: "Remove it: the next start takes the older one and the log after it",
        })
        : fail(path, found, { advice: `${restore}: no other snapshot of the znodes is whole` }),
    );
  }
  return findings;
}

function faultOf(
  path: string,
  { rule, files, folder }: {
    rule: { readonly check: FileCheck };
    files: FileSystem;
    folder: string;
  },
): string | null {
  try {
    return rule.check(path, { files, folder });
  } catch (error) {
    return reasonOf(error);
  }
}

function epochsFault(path: string, { files }: { files: FileSystem }): string | null {
  let last = { epoch: -1, startOffset: -1 };
  for (const line of readCheckpoint(files, path)) {
    const [epoch = NaN, startOffset = NaN] = line.trimEnd().split(" ").map(Number);
    if (!Number.isSafeInteger(epoch) || !Number.isSafeInteger(startOffset)) {
      return `line ${JSON.stringify(line)} is no epoch and offset`;
    }
    if (epoch <= last.epoch || startOffset < last.startOffset) {
      return `epoch ${epoch} from offset ${startOffset} comes after epoch ${last.epoch} from ` +
        `${last.startOffset}`;
    }
    last = { epoch, startOffset };
  }
  return null;
}

function producersFault(path: string, { files }: { files: FileSystem }): string | null {
  decodeProducerSnapshot(files.readFile(path), new ProducerState());
  return null;
}

async function isWholeSnapshot(path: string, files: FileSystem): Promise<boolean> {
  const parts = { take: (bytes: Uint8Array) => bytes.length, finish: () => {/* not wanted */} };
  try {
    return await readSnapshotFile(path, { files, parts });
  } catch {
    return false;
  }
}
