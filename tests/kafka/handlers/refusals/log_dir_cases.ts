/**
 * What AlterReplicaLogDirs refuses.
 *
 * @module
 */
import {
  AlterReplicaLogDirsRequest,
  AlterReplicaLogDirsResponse,
} from "../../../../lib/kafka/messages/alter_replica_log_dirs.ts";
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
} from "../../../../lib/kafka/messages/describe_log_dirs.ts";
import { type Ask, refusalsOf, type Target } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_TOPIC } from "./topics.ts";

const ALTER = { request: AlterReplicaLogDirsRequest, response: AlterReplicaLogDirsResponse };
const DESCRIBE = { request: DescribeLogDirsRequest, response: DescribeLogDirsResponse };

/** The folder that the target keeps its logs in. */
async function ownFolder(target: Target): Promise<string> {
  const { results: [folder] } = await target.ask(DESCRIBE, { request: { topics: [] } });
  if (folder === undefined) throw new Error("The broker names no folder");
  return folder.logDir;
}

/** What a path becomes in the question. */
type Path = (own: string) => string;

function same(own: string): string {
  return own;
}

function moving(path: Path, place: { topic?: string; partition?: number } = {}): Ask {
  return async (target) => {
    const name = place.topic ?? (await freshTopic(target)).name;
    const topics = [{ name, partitions: [place.partition ?? 0] }];
    const dirs = [{ path: path(await ownFolder(target)), topics }];
    return told(await target.ask(ALTER, { request: { dirs } }));
  };
}

function told({ results }: AlterReplicaLogDirsResponse) {
  return results[0]?.partitions[0];
}

export const logDirCases = refusalsOf("AlterReplicaLogDirs", [
  ["an unknown folder", moving(() => "/no/such/folder"), "LOG_DIR_NOT_FOUND"],
  ["a relative path", moving((own) => own.replace(/^\/+/, "")), "LOG_DIR_NOT_FOUND"],
  ["an empty path", moving(() => ""), "LOG_DIR_NOT_FOUND"],
  ["a folder of a folder of logs", moving((own) => `${own}/inner`), "LOG_DIR_NOT_FOUND"],
  ["an unknown topic", moving(same, { topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", moving(same, { partition: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["a negative partition", moving(same, { partition: -1 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  [
    "an unknown topic in an unknown folder",
    moving(() => "/no/such/folder", { topic: UNKNOWN_TOPIC }),
    "LOG_DIR_NOT_FOUND",
  ],
]);
