import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { initProducerId } from "../../../lib/kafka/handlers/init_producer_id.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../../../lib/kafka/messages/init_producer_id.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: initProducerId,
  request: InitProducerIdRequest,
  response: InitProducerIdResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

function ask({ version = 5, ...options }: {
  version?: number;
  transactionalId?: string | null;
  transactionTimeoutMs?: number;
  producerId?: bigint;
  producerEpoch?: number;
} = {}) {
  const request = { transactionalId: null, transactionTimeoutMs: 60000, ...options };
  return send(running.broker, api, { version, request });
}

describe("without a transactional id", () => {
  test.each(versionsOf(initProducerId))("version %i gives each its id", async (version) => {
    const first = await ask({ version });
    const second = await ask({ version });
    expect(first).toMatchObject({ errorCode: 0, producerId: 0n, producerEpoch: 0 });
    expect(second).toMatchObject({ errorCode: 0, producerId: 1n, producerEpoch: 0 });
  });

  test("where no block of ids can be taken, the client is to come again", async () => {
    running.metadataStore.failWrites(new DiskFullError("full"));
    expect(errorName((await ask()).errorCode)).toBe("COORDINATOR_NOT_AVAILABLE");
    running.metadataStore.failWrites(null);
    expect((await ask()).errorCode).toBe(0);
  });
});

describe("with a transactional id", () => {
  const transactionalId = "t";

  test.each(versionsOf(initProducerId))("version %i gives the next epoch", async (version) => {
    const first = await ask({ version, transactionalId });
    const second = await ask({ version, transactionalId });
    expect(first).toMatchObject({ errorCode: 0, producerId: 0n, producerEpoch: 0 });
    expect(second).toMatchObject({ errorCode: 0, producerId: 0n, producerEpoch: 1 });
  });

  test.each([[3, "INVALID_PRODUCER_EPOCH"], [4, "PRODUCER_FENCED"], [5, "PRODUCER_FENCED"]])(
    "version %i calls fencing %s",
    async (version, error) => {
      await ask({ transactionalId });
      await ask({ transactionalId });
      const fenced = await ask({ version, transactionalId, producerId: 0n, producerEpoch: 0 });
      expect(errorName(fenced.errorCode)).toBe(error);
      expect(fenced).toMatchObject({ producerId: -1n, producerEpoch: -1 });
    },
  );

  const refused = [
    ["an id without an epoch", { producerId: 0n }, "INVALID_REQUEST"],
    ["an epoch without an id", { producerEpoch: 0 }, "INVALID_REQUEST"],
    ["no name", { transactionalId: "" }, "INVALID_REQUEST"],
    ["no time", { transactionTimeoutMs: 0 }, "INVALID_TRANSACTION_TIMEOUT"],
    ["too long a time", { transactionTimeoutMs: 900_001 }, "INVALID_TRANSACTION_TIMEOUT"],
  ] as const;
  test.each(refused)("%s is refused", async (_what, request, error) => {
    const answer = await ask({ transactionalId, ...request });
    expect(errorName(answer.errorCode)).toBe(error);
    expect(answer).toMatchObject({ producerId: -1n, producerEpoch: -1 });
  });
});
