/**
 * Turns whatever went wrong into the answer that clients of the Confluent v3 API expect:
 * `{"error_code": 40403, "message": "…"}` with a status.
 *
 * @module
 */
import {
  BrokerError,
  ClientError,
  DisconnectedError,
  TimedOutError,
  UnsupportedApiError,
} from "../client/errors.ts";
import { ErrorCode, isRetriable } from "../kafka/protocol/error_code.ts";
import {
  ErrorCode as KeeperCode,
  errorName,
  KeeperError,
} from "../zookeeper/protocol/error_code.ts";
import { MultiError } from "../zookeeper/server/local_multi.ts";
import { RequestLengthError } from "../zookeeper/server/visitor.ts";
import { ShapeError } from "./shape.ts";

/** A request that is answered with an error. */
export class RestError extends Error {
  override name = "RestError";
  readonly status: number;
  /** The status, or a finer code that starts with it. */
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  /** @param status of HTTP, or a code of the v3 API: its first three digits are the status */
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status < 1000 ? status : Math.floor(status / 100);
    this.code = status;
    this.headers = headers;
  }
}

/** A request for znodes that was refused. */
class KeeperRestError extends RestError {
  override name = "KeeperRestError";
  /** ZooKeeper's name of the code, such as NONODE. */
  readonly keeperCode: string;

  constructor({ code, path }: KeeperError, message: string) {
    const { status, words } = KEEPER_FAILURES.get(code) ?? { status: 500, words: "it failed" };
    const where = path === null ? "" : ` for ${path}`;
    super(status, `${message}${errorName(code)} (${code})${where}: ${words}`);
    this.keeperCode = errorName(code);
  }
}

/** The body of an error. */
export interface ErrorBody {
  error_code: number;
  message: string;
  /** Where the request was for znodes. */
  zookeeper_code?: string;
}

/** Statuses of ZooKeeper's codes, with what the client may do. */
const KEEPER_FAILURES: ReadonlyMap<number, { status: number; words: string }> = new Map([
  [KeeperCode.NONODE, { status: 404, words: "there is no such znode, or no parent for it" }],
  [KeeperCode.NODEEXISTS, { status: 409, words: "there is such a znode already" }],
  [KeeperCode.NOTEMPTY, { status: 409, words: "it has children; recursive=true takes them too" }],
  [KeeperCode.BADVERSION, { status: 412, words: "its version is another than the one expected" }],
  [KeeperCode.NOAUTH, {
    status: 403,
    words: "its access list does not allow that; Authorization: Basic shows who you are",
  }],
  [KeeperCode.INVALIDACL, { status: 400, words: "the access list has an entry that means nobody" }],
  [KeeperCode.BADARGUMENTS, { status: 400, words: "the path, or a value, is none that may be" }],
  [KeeperCode.MARSHALLINGERROR, { status: 400, words: "the request cannot be read" }],
  [KeeperCode.UNIMPLEMENTED, {
    status: 501,
    words: "a time to live needs zookeeper.extendedTypesEnabled=true",
  }],
  [KeeperCode.NOCHILDRENFOREPHEMERALS, { status: 409, words: "its parent is ephemeral" }],
  [KeeperCode.QUOTAEXCEEDED, { status: 409, words: "a quota above it is used up" }],
  [KeeperCode.THROTTLEDOP, { status: 503, words: "there are as many watches as may be" }],
  [KeeperCode.SYSTEMERROR, { status: 503, words: "the transaction log takes no writes now" }],
]);

/** The v3 API's codes that are not just a status. */
export const RestErrorCode = {
  BAD_REQUEST: 40002,
  AUTHENTICATION_FAILED: 40101,
  AUTHORIZATION_FAILED: 40301,
  UNKNOWN_TOPIC_OR_PARTITION: 40403,
  PAYLOAD_ERROR: 42206,
  KAFKA_ERROR: 50002,
  RETRIABLE_KAFKA_ERROR: 50003,
  BROKER_NOT_AVAILABLE: 50302,
} as const;

const CODE_BY_ERROR: ReadonlyMap<number, number> = new Map([
  [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, RestErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  [ErrorCode.UNKNOWN_TOPIC_ID, RestErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  [ErrorCode.GROUP_ID_NOT_FOUND, 404],
  [ErrorCode.TOPIC_ALREADY_EXISTS, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_TOPIC_EXCEPTION, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_PARTITIONS, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_REPLICATION_FACTOR, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_REPLICA_ASSIGNMENT, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_CONFIG, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_REQUEST, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_RECORD, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_TIMESTAMP, RestErrorCode.BAD_REQUEST],
  [ErrorCode.INVALID_GROUP_ID, RestErrorCode.BAD_REQUEST],
  [ErrorCode.OFFSET_OUT_OF_RANGE, RestErrorCode.BAD_REQUEST],
  [ErrorCode.POLICY_VIOLATION, RestErrorCode.BAD_REQUEST],
  [ErrorCode.TOPIC_DELETION_DISABLED, RestErrorCode.BAD_REQUEST],
  [ErrorCode.MESSAGE_TOO_LARGE, 413],
  [ErrorCode.RECORD_LIST_TOO_LARGE, 413],
  [ErrorCode.NON_EMPTY_GROUP, 409],
  [ErrorCode.SASL_AUTHENTICATION_FAILED, RestErrorCode.AUTHENTICATION_FAILED],
  [ErrorCode.TOPIC_AUTHORIZATION_FAILED, RestErrorCode.AUTHORIZATION_FAILED],
  [ErrorCode.GROUP_AUTHORIZATION_FAILED, RestErrorCode.AUTHORIZATION_FAILED],
  [ErrorCode.CLUSTER_AUTHORIZATION_FAILED, RestErrorCode.AUTHORIZATION_FAILED],
  [ErrorCode.THROTTLING_QUOTA_EXCEEDED, 429],
  [ErrorCode.BROKER_NOT_AVAILABLE, RestErrorCode.BROKER_NOT_AVAILABLE],
  [ErrorCode.COORDINATOR_NOT_AVAILABLE, RestErrorCode.BROKER_NOT_AVAILABLE],
  [ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, RestErrorCode.BROKER_NOT_AVAILABLE],
  // A full disk: nothing is wrong with the request, and writing resumes by itself.
  [ErrorCode.KAFKA_STORAGE_ERROR, RestErrorCode.BROKER_NOT_AVAILABLE],
]);

/** The answer to a failure; null where it is none of the client's or the broker's making. */
export function restErrorOf(error: unknown): RestError | null {
  if (error instanceof RestError) return error;
  if (error instanceof ShapeError) return new RestError(400, error.message);
  if (error instanceof MultiError) {
    return new KeeperRestError(error, `Operation ${error.index} was refused, so nothing is done: `);
  }
  if (error instanceof KeeperError) return new KeeperRestError(error, "");
  if (error instanceof RequestLengthError) return new RestError(413, error.message);
  if (error instanceof BrokerError) return new RestError(brokerErrorCode(error.code), error.reason);
  if (error instanceof DisconnectedError || error instanceof TimedOutError) {
    return new RestError(RestErrorCode.BROKER_NOT_AVAILABLE, error.message);
  }
  if (error instanceof UnsupportedApiError) return new RestError(501, error.message);
  if (error instanceof ClientError) {
    // What the client refuses by itself, such as a record too large or a buffer that is full.
    const code = error.retriable ? RestErrorCode.BROKER_NOT_AVAILABLE : RestErrorCode.BAD_REQUEST;
    return new RestError(code, error.message);
  }
  return null;
}

/** The body that says what an error is. */
export function errorBody(error: RestError): ErrorBody {
  const body = { error_code: error.code, message: error.message };
  return error instanceof KeeperRestError ? { ...body, zookeeper_code: error.keeperCode } : body;
}

/** An error for what was looked for and is not there, in the v3 API's words. */
export function notFound(what: string): RestError {
  return new RestError(404, `${what} cannot be found.`);
}

function brokerErrorCode(code: number): number {
  const known = CODE_BY_ERROR.get(code);
  if (known !== undefined) return known;
  return isRetriable(code) ? RestErrorCode.RETRIABLE_KAFKA_ERROR : RestErrorCode.KAFKA_ERROR;
}
