/**
 * What the ZooKeeper shell says when a command cannot be done.
 *
 * @module
 */

import { ErrorCode, errorName, KeeperError } from "../../zookeeper/protocol/error_code.ts";

/** A command that cannot be done as it was given. */
export class ShellError extends Error {
  override name = "ShellError";
  /** What a one-shot call ends with. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What one-shot calls end with where there is no such command, as in a shell. */
export const NO_COMMAND_EXIT_CODE = 127;

const SENTENCES: ReadonlyMap<number, string> = new Map([
  [ErrorCode.NONODE, "Node does not exist: "],
  [ErrorCode.NOCHILDRENFOREPHEMERALS, "Ephemerals cannot have children: "],
  [ErrorCode.NODEEXISTS, "Node already exists: "],
  [ErrorCode.NOTEMPTY, "Node not empty: "],
  [ErrorCode.NOTREADONLY, "Not a read-only call: "],
  [ErrorCode.INVALIDACL, "Acl is not valid : "],
  [ErrorCode.NOAUTH, "Insufficient permission : "],
  [ErrorCode.BADARGUMENTS, "Arguments are not valid : "],
  [ErrorCode.BADVERSION, "version No is not valid : "],
]);

/** Names that ZooKeeper's messages write otherwise than its code does. */
const WORDS: ReadonlyMap<number, string> = new Map([
  [ErrorCode.CONNECTIONLOSS, "ConnectionLoss"],
  [ErrorCode.SESSIONEXPIRED, "Session expired"],
  [ErrorCode.OPERATIONTIMEOUT, "OperationTimeout"],
  [ErrorCode.UNIMPLEMENTED, "Unimplemented"],
  [ErrorCode.AUTHFAILED, "AuthFailed"],
  [ErrorCode.MARSHALLINGERROR, "MarshallingError"],
  [ErrorCode.RECONFIGDISABLED, "Reconfig is disabled"],
  [ErrorCode.QUOTAEXCEEDED, "Quota has exceeded"],
  [ErrorCode.NOWATCHER, "No such watcher"],
]);

/** The shell's sentence for an error. */
export function shellText(error: unknown): string {
  if (!(error instanceof KeeperError)) {
    return error instanceof Error ? error.message : String(error);
  }
  const sentence = SENTENCES.get(error.code);
  if (sentence !== undefined) return sentence + error.path;
  const about = error.path === null ? "" : ` for ${error.path}`;
  return `KeeperErrorCode = ${WORDS.get(error.code) ?? errorName(error.code)}${about}`;
}
