import { describe, expect, test } from "bun:test";
import { findCoordinator } from "../../../lib/kafka/handlers/find_coordinator.ts";
import {
  FindCoordinatorRequest as request,
  FindCoordinatorResponse as response,
} from "../../../lib/kafka/messages/find_coordinator.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker } from "../test_broker.ts";
import { GroupCalls, versionsOf } from "./group_calls.ts";

const THIS = { nodeId: 1, host: "192.0.2.7", port: 9092, errorCode: ErrorCode.NONE };
const NONE = { nodeId: -1, host: "", port: -1 };

describe("findCoordinator", () => {
  test.each(versionsOf(findCoordinator, 0, 3))(
    "version %d: this broker, where the client reached it",
    async (version) => {
      const value = { key: "g", coordinatorKeys: [] };
      const answer = await new GroupCalls().call(findCoordinator, version, {
        request,
        response,
        value,
      });
      expect(answer).toMatchObject({ ...THIS, errorMessage: version === 0 ? "" : null });
    },
  );

  test.each(versionsOf(findCoordinator, 4))("version %d: several keys", async (version) => {
    const value = { keyType: 0, coordinatorKeys: ["g", "h"] };
    const answer = await new GroupCalls().call(findCoordinator, version, {
      request,
      response,
      value,
    });
    expect(answer.coordinators).toEqual([
      { key: "g", ...THIS, errorMessage: null },
      { key: "h", ...THIS, errorMessage: null },
    ]);
  });

  test.each([
    ["a share partition", 2, ErrorCode.INVALID_REQUEST],
    ["something else", 9, ErrorCode.INVALID_REQUEST],
  ])("%s", async (_name, keyType, errorCode) => {
    const calls = new GroupCalls();
    const value = { keyType, coordinatorKeys: ["k"] };
    const batched = await calls.call(findCoordinator, 6, { request, response, value });
    expect(batched.coordinators[0]!.errorCode).toBe(errorCode);
    const single = { key: "k", keyType, coordinatorKeys: [] };
    const answer = await calls.call(findCoordinator, 3, { request, response, value: single });
    expect(answer.errorCode).toBe(errorCode);
    expect(calls.fixture.logs.size).toBe(0);
  });

  test("a transactional id makes __transaction_state, as the settings of it say", async () => {
    const overrides = ["transaction.state.log.num.partitions=3"];
    const running = await startTestBroker({ overrides });
    const api = { handler: findCoordinator, request, response };
    const keys = { keyType: 1, coordinatorKeys: ["a", "b", ""] };
    const batched = await send(running.broker, api, { version: 6, request: keys });
    expect(batched.coordinators.map(({ errorCode, nodeId }) => [errorCode, nodeId]))
      .toEqual([[ErrorCode.NONE, 1], [ErrorCode.NONE, 1], [ErrorCode.INVALID_REQUEST, -1]]);
    const topic = running.broker.image.topics.get("__transaction_state");
    expect(topic?.partitions).toHaveLength(3);
    const single = { key: "a", keyType: 1 };
    for (const version of [1, 2, 3]) {
      const answer = await send(running.broker, api, { version, request: single });
      expect(answer).toMatchObject({ errorCode: ErrorCode.NONE, nodeId: 1 });
    }
    await running.close();
  });

  test("a group whose partition cannot be made has no coordinator yet", async () => {
    const calls = new GroupCalls();
    calls.fixture.groups.close();
    const value = { coordinatorKeys: ["g"] };
    const answer = await calls.call(findCoordinator, 5, { request, response, value });
    expect(answer.coordinators[0]).toMatchObject({
      ...NONE,
      errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE,
    });
    expect(answer.coordinators[0]!.errorMessage).not.toBe("");
  });
});
