import { afterEach, beforeEach, expect, test } from "bun:test";
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

function ask({ version = 5, transactionalId = null }: {
  version?: number;
  transactionalId?: string | null;
} = {}) {
  const request = { transactionalId, transactionTimeoutMs: 60000 };
  return send(running.broker, api, { version, request });
}

test.each(versionsOf(initProducerId))("version %i gives each producer its id", async (version) => {
  const first = await ask({ version });
  const second = await ask({ version });
  expect(first).toMatchObject({ errorCode: 0, producerId: 0n, producerEpoch: 0 });
  expect(second).toMatchObject({ errorCode: 0, producerId: 1n, producerEpoch: 0 });
});

test("transactional ids are refused", async () => {
  const refused = await ask({ transactionalId: "t" });
  expect(errorName(refused.errorCode)).toBe("INVALID_REQUEST");
  expect(refused).toMatchObject({ producerId: -1n, producerEpoch: -1 });
});

test("where no block of ids can be taken, the client is to come again", async () => {
  running.metadataStore.failWrites(new DiskFullError("full"));
  expect(errorName((await ask()).errorCode)).toBe("COORDINATOR_NOT_AVAILABLE");
  running.metadataStore.failWrites(null);
  expect((await ask()).errorCode).toBe(0);
});
