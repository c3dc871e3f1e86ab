import { describe, expect, test } from "bun:test";
import {
  BrokerError,
  ClientError,
  DisconnectedError,
  TimedOutError,
  UnsupportedApiError,
} from "../../lib/client/errors.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { errorBody, notFound, RestError, restErrorOf } from "../../lib/rest/failure.ts";
import { ShapeError } from "../../lib/rest/shape.ts";
import { ErrorCode as KeeperCode, KeeperError } from "../../lib/zookeeper/protocol/error_code.ts";
import { MultiError } from "../../lib/zookeeper/server/local_multi.ts";
import { RequestLengthError } from "../../lib/zookeeper/server/visitor.ts";

describe("restErrorOf()", () => {
  test.each<[keyof typeof ErrorCode, number, number]>([
    ["UNKNOWN_TOPIC_OR_PARTITION", 404, 40403],
    ["TOPIC_ALREADY_EXISTS", 400, 40002],
    ["INVALID_REPLICATION_FACTOR", 400, 40002],
    ["INVALID_CONFIG", 400, 40002],
    ["MESSAGE_TOO_LARGE", 413, 413],
    ["GROUP_ID_NOT_FOUND", 404, 404],
    ["NON_EMPTY_GROUP", 409, 409],
    ["TOPIC_AUTHORIZATION_FAILED", 403, 40301],
    ["SASL_AUTHENTICATION_FAILED", 401, 40101],
    ["KAFKA_STORAGE_ERROR", 503, 50302],
    ["NOT_LEADER_OR_FOLLOWER", 500, 50003],
    ["UNKNOWN_SERVER_ERROR", 500, 50002],
  ])("answers %s with %p and %p", (name, status, code) => {
    const where = { api: "Metadata", broker: "a:1", reason: "its words" };
    const error = restErrorOf(new BrokerError(ErrorCode[name], where))!;
    expect([error.status, error.code]).toEqual([status, code]);
    expect(error.message).toBe("its words");
  });

  test.each<[Error, number]>([
    [new ShapeError("body.a", { found: 1, allowed: "a string" }), 400],
    [new DisconnectedError("gone"), 503],
    [new TimedOutError("late", { retriable: true }), 503],
    [new UnsupportedApiError("no such API"), 501],
    [new ClientError("too large", { retriable: false }), 400],
    [new ClientError("buffer full", { retriable: true }), 503],
    [new RestError(413, "too long"), 413],
  ])("answers %# with its status", (error, status) => {
    expect(restErrorOf(error)).toMatchObject({ status, message: error.message });
  });

  test.each([[new Error("x")], [new TypeError("y")], ["z"], [undefined]])(
    "leaves %# to the caller",
    (error) => expect(restErrorOf(error)).toBeNull(),
  );
});

test("errorBody() has the v3 API's form", () => {
  expect(errorBody(notFound("Broker 7"))).toEqual({
    error_code: 404,
    message: "Broker 7 cannot be found.",
  });
});

describe("refusals of the znode tree", () => {
  test.each<[keyof typeof KeeperCode, number]>([
    ["NONODE", 404],
    ["NODEEXISTS", 409],
    ["NOTEMPTY", 409],
    ["QUOTAEXCEEDED", 409],
    ["BADVERSION", 412],
    ["NOAUTH", 403],
    ["INVALIDACL", 400],
    ["BADARGUMENTS", 400],
    ["UNIMPLEMENTED", 501],
    ["THROTTLEDOP", 503],
    ["SYSTEMERROR", 503],
    ["SESSIONMOVED", 500],
  ])("%s is %p, and named", (name, status) => {
    const error = restErrorOf(new KeeperError(KeeperCode[name], "/a"))!;
    expect([error.status, error.code]).toEqual([status, status]);
    expect(error.message).toStartWith(`${name} (${KeeperCode[name]}) for /a: `);
    expect(errorBody(error).zookeeper_code).toBe(name);
  });

  test("one of a transaction says which operation it was", () => {
    const error = restErrorOf(new MultiError(KeeperCode.NONODE, { path: "/b", index: 2 }))!;
    expect(error.message).toStartWith("Operation 2 was refused, so nothing is done: NONODE");
  });

  test("a request that is too long is 413", () => {
    expect(restErrorOf(new RequestLengthError(2, 1))?.status).toBe(413);
  });
});
