/**
 * A broker with the topic `t` and a producer with a transactional id, for tests of the handlers of
 * transactions.
 *
 * @module
 */
import { initProducerId } from "../../../lib/kafka/handlers/init_producer_id.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../../../lib/kafka/messages/init_producer_id.ts";
import { addPartitionsToTxn } from "../../../lib/kafka/handlers/add_partitions_to_txn.ts";
import {
  AddPartitionsToTxnRequest,
  AddPartitionsToTxnResponse,
} from "../../../lib/kafka/messages/add_partitions_to_txn.ts";
import { endTxn } from "../../../lib/kafka/handlers/end_txn.ts";
import { EndTxnRequest, EndTxnResponse } from "../../../lib/kafka/messages/end_txn.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

export const ID = "transactional-id";

/** Id and epoch as the wire has them. */
export interface WireProducer {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

const init = {
  handler: initProducerId,
  request: InitProducerIdRequest,
  response: InitProducerIdResponse,
};
const add = {
  handler: addPartitionsToTxn,
  request: AddPartitionsToTxnRequest,
  response: AddPartitionsToTxnResponse,
};
const end = { handler: endTxn, request: EndTxnRequest, response: EndTxnResponse };

/** What a producer sends. */
export class TransactionCalls {
  readonly running: TestBroker;

  private constructor(running: TestBroker) {
    this.running = running;
  }

  /** The topic has two partitions. */
  static async start(): Promise<TransactionCalls> {
    const running = await startTestBroker();
    await running.createTopic("t", { partitions: 2 });
    return new TransactionCalls(running);
  }

  init(options: Partial<WireProducer> & { version?: number; transactionalId?: string } = {}) {
    const { version = 5, transactionalId = ID, producerId, producerEpoch } = options;
    const current = producerId === undefined ? {} : { producerId, producerEpoch };
    const request = { transactionalId, transactionTimeoutMs: 60_000, ...current };
    return send(this.running.broker, init, { version, request });
  }

  /** AddPartitionsToTxn as clients send it. @returns errors by `topic-partition` */
  async add(
    { producerId, producerEpoch }: WireProducer,
    options: { version?: number; topics?: { name: string; partitions: number[] }[] } = {},
  ): Promise<Record<string, string>> {
    const { version = 3, topics = [{ name: "t", partitions: [0, 1] }] } = options;
    const { resultsByTopicV3AndBelow } = await send(this.running.broker, add, {
      version,
      request: {
        transactions: [],
        v3AndBelowTransactionalId: ID,
        v3AndBelowProducerId: producerId,
        v3AndBelowProducerEpoch: producerEpoch,
        v3AndBelowTopics: topics,
      },
    });
    return errorsOf(resultsByTopicV3AndBelow);
  }

  /** AddPartitionsToTxn as brokers send it. */
  async addBatched(
    version: number,
    transactions: Partial<AddPartitionsToTxnRequest["transactions"][number]>[],
  ): Promise<Record<string, Record<string, string>>> {
    const { errorCode, resultsByTransaction } = await send(this.running.broker, add, {
      version,
      request: {
        transactions: transactions.map((one) => ({
          transactionalId: ID,
          producerId: 0n,
          producerEpoch: 0,
          verifyOnly: false,
          topics: [{ name: "t", partitions: [0] }],
          ...one,
        })),
        v3AndBelowTransactionalId: "",
        v3AndBelowProducerId: 0n,
        v3AndBelowProducerEpoch: 0,
        v3AndBelowTopics: [],
      },
    });
    if (errorCode !== 0) throw new Error(errorName(errorCode));
    return Object.fromEntries(
      resultsByTransaction.map((one) => [one.transactionalId, errorsOf(one.topicResults)]),
    );
  }

  end(
    { producerId, producerEpoch }: WireProducer,
    { version = 4, committed = true }: { version?: number; committed?: boolean } = {},
  ) {
    const request = { transactionalId: ID, producerId, producerEpoch, committed };
    return send(this.running.broker, end, { version, request });
  }

  /** State by the coordinator. */
  async state(): Promise<string> {
    return (await this.running.broker.transactions.describe(ID)).transactionState;
  }

  /** Waits until the markers of a transaction that was ended are written. */
  async completed(): Promise<void> {
    for (let tries = 0; tries < 1000; tries++) {
      if ((await this.state()).startsWith("Complete")) return;
    }
    throw new Error(`The transaction stays in ${await this.state()}`);
  }
}

function errorsOf(
  results: readonly {
    name: string;
    resultsByPartition: readonly { partitionIndex: number; partitionErrorCode: number }[];
  }[],
): Record<string, string> {
  return Object.fromEntries(
    results.flatMap(({ name, resultsByPartition }) =>
      resultsByPartition.map(({ partitionIndex, partitionErrorCode }) => {
        return [`${name}-${partitionIndex}`, errorName(partitionErrorCode)];
      })
    ),
  );
}
