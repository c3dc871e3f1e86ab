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
  [ErrorCode.QUOTAEXCEEDED, "Quota has exceeded : "],
]);

/** What ZooKeeper's messages call the errors. */
const WORDS: ReadonlyMap<number, string> = new Map([
  [ErrorCode.SYSTEMERROR, "SystemError"],
  [ErrorCode.RUNTIMEINCONSISTENCY, "RuntimeInconsistency"],
  [ErrorCode.DATAINCONSISTENCY, "DataInconsistency"],
  [ErrorCode.CONNECTIONLOSS, "ConnectionLoss"],
  [ErrorCode.MARSHALLINGERROR, "MarshallingError"],
  [ErrorCode.NEWCONFIGNOQUORUM, "NewConfigNoQuorum"],
  [ErrorCode.RECONFIGINPROGRESS, "ReconfigInProgress"],
  [ErrorCode.UNIMPLEMENTED, "Unimplemented"],
  [ErrorCode.OPERATIONTIMEOUT, "OperationTimeout"],
  [ErrorCode.BADARGUMENTS, "BadArguments"],
  [ErrorCode.APIERROR, "APIError"],
  [ErrorCode.INVALIDACL, "InvalidACL"],
  [ErrorCode.AUTHFAILED, "AuthFailed"],
  [ErrorCode.SESSIONEXPIRED, "Session expired"],
  [ErrorCode.SESSIONMOVED, "Session moved"],
  [ErrorCode.EPHEMERALONLOCALSESSION, "Ephemeral node on local session"],
  [ErrorCode.NOWATCHER, "No such watcher"],
  [ErrorCode.RECONFIGDISABLED, "Reconfig is disabled"],
  [
    ErrorCode.SESSIONCLOSEDREQUIRESASLAUTH,
    "Session closed because client failed to authenticate",
  ],
  [ErrorCode.THROTTLEDOP, "Op throttled due to high load"],
]);

/** The shell's sentence for an error. */
export function shellText(error: unknown): string {
  if (!(error instanceof KeeperError)) {
    return error instanceof Error ? error.message : String(error);
  }
  const sentence = SENTENCES.get(error.code);
  return sentence === undefined ? keeperText(error) : sentence + error.path;
}

/** ZooKeeper's own message of an error. */
export function keeperText({ code, path }: KeeperError): string {
  const about = path === null ? "" : ` for ${path}`;
  return `KeeperErrorCode = ${WORDS.get(code) ?? errorName(code)}${about}`;
}
