/**
 * What Kafka refuses, this broker refuses with the same error, and says which value it was. The
 * errors are those of Apache Kafka 4.3, asked with the same requests.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { handlers } from "../../../lib/kafka/handlers/mod.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { settled } from "../../io/turns.ts";
import { BROKER_ID, exchange, startTestBroker, type TestBroker } from "../test_broker.ts";
import { awaitCoordinator } from "./refusals/group_cases.ts";
import { refusalCases, strictCases } from "./refusals/mod.ts";
import type { Target } from "./refusals/refusal_case.ts";

let running: TestBroker;
let target: Target;

beforeAll(async () => {
  running = await startTestBroker({ overrides: ["group.initial.rebalance.delay.ms=0"] });
  let names = 0;
  target = {
    brokerId: BROKER_ID,
    get nowMs() {
      return running.clock.nowMs();
    },
    freshName: () => `fresh-${names++}`,
    async ask(api, { version, request }) {
      const handler = handlers.get(api.request.apiKey);
      if (handler === undefined) throw new Error(`${api.request.name} is not served`);
      const call = { request, version: version ?? handler.versions[1] };
      const asked = exchange(running.broker, { ...api, handler }, call);
      // Joining a group waits for a timer.
      const answer = await settled(running.clock, asked);
      if (answer === null) throw new Error(`${api.request.name} was not answered`);
      return answer;
    },
  };
  await awaitCoordinator(target);
});
afterAll(() => running.close());

describe("refusals", () => {
  test.each([...refusalCases, ...strictCases])("$name", async ({ ask, error, message }) => {
    const told = await ask(target);
    expect(told).toBeDefined();
    expect(`${errorName(told!.errorCode)} ${told!.errorMessage ?? ""}`).toStartWith(error);
    if (message !== null) expect(told!.errorMessage).toContain(message);
    expect(running.logger.messages("ERROR")).toEqual([]);
  });

  test("no two rules have one name", () => {
    const names = [...refusalCases, ...strictCases].map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});
