/**
 * The outcome of a request: `err` of the reply's header.
 *
 * @module
 */

/** Error codes by ZooKeeper's names (KeeperException.Code). */
export const ErrorCode = {
  OK: 0,
  SYSTEMERROR: -1,
  RUNTIMEINCONSISTENCY: -2,
  DATAINCONSISTENCY: -3,
  CONNECTIONLOSS: -4,
  MARSHALLINGERROR: -5,
  UNIMPLEMENTED: -6,
  OPERATIONTIMEOUT: -7,
  BADARGUMENTS: -8,
  UNKNOWNSESSION: -12,
  NEWCONFIGNOQUORUM: -13,
  RECONFIGINPROGRESS: -14,
  APIERROR: -100,
  NONODE: -101,
  NOAUTH: -102,
  BADVERSION: -103,
  NOCHILDRENFOREPHEMERALS: -108,
  NODEEXISTS: -110,
  NOTEMPTY: -111,
  SESSIONEXPIRED: -112,
  INVALIDCALLBACK: -113,
  INVALIDACL: -114,
  AUTHFAILED: -115,
  SESSIONMOVED: -118,
  NOTREADONLY: -119,
  EPHEMERALONLOCALSESSION: -120,
  NOWATCHER: -121,
  REQUESTTIMEOUT: -122,
  RECONFIGDISABLED: -123,
  SESSIONCLOSEDREQUIRESASLAUTH: -124,
  QUOTAEXCEEDED: -125,
  THROTTLEDOP: -127,
} as const;

const names = new Map<number, string>(
  Object.entries(ErrorCode).map(([name, code]) => [code, name]),
);

/** The name of an error code, or the code in words where it has none. */
export function errorName(code: number): string {
  return names.get(code) ?? `error ${code}`;
}

/** A refused request: the reply carries `code`. */
export class KeeperError extends Error {
  override name = "KeeperError";
  readonly code: number;
  readonly path: string | null;

  /**
   * @param code one of {@linkcode ErrorCode}
   * @param path the znode it concerns, where there is one
   */
  constructor(code: number, path: string | null = null) {
    super(`${errorName(code)} (${code})${path === null ? "" : ` for ${path}`}`);
    this.code = code;
    this.path = path;
  }
}
