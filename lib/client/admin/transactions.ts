/**
 * Transactions and the producers behind them: list, describe, end (KIP-664).
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import {
  DescribeProducers,
  DescribeTransactions,
  InitProducerId,
  ListTransactions,
  WriteTxnMarkers,
} from "../apis.ts";
import { byLeader } from "../by_leader.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError, UnsupportedApiError } from "../errors.ts";
import { byTopic, keyOf, partitionKey, type TopicPartition } from "../topic_partition.ts";
import { throwIfFailed, throwIfRefused } from "./refusal.ts";

/** A transactional id in a list. */
export interface TransactionListing {
  readonly transactionalId: string;
  /** The broker that coordinates it. */
  readonly coordinatorId: number;
  readonly producerId: bigint;
  /** As the broker says it: "Ongoing", "CompleteCommit" … */
  readonly state: string;
}

/** Which transactions to list. */
export interface TransactionFilter {
  readonly producerIds?: readonly bigint[];
  /** Only those that have run longer, in ms. */
  readonly durationMs?: number | undefined;
  /** Only ids that this regular expression matches. */
  readonly transactionalIdPattern?: string | undefined;
}

/** First versions of ListTransactions with these filters (KIP-994, KIP-1152). */
const DURATION_VERSION_MIN = 1;
const PATTERN_VERSION_MIN = 2;

/** Lists the transactional ids of all brokers. */
export async function listTransactions(
  cluster: Cluster,
  filter: TransactionFilter = {},
): Promise<TransactionListing[]> {
  await cluster.retry.run("the list of brokers", () => cluster.refresh([]));
  const listings: TransactionListing[] = [];
  for (const id of cluster.nodes.keys()) {
    const found = await cluster.retry.run("ListTransactions", async () => {
      const transport = await cluster.node(id);
      const version = transport.versionOf(ListTransactions);
      const needed = filter.transactionalIdPattern !== undefined
        ? PATTERN_VERSION_MIN
        : filter.durationMs !== undefined
        ? DURATION_VERSION_MIN
        : 0;
      if (version < needed) {
        throw new UnsupportedApiError(
          `Cannot filter transactions so on ${transport.broker}: it serves ListTransactions up ` +
            `to version ${version}, ${needed} is needed`,
        );
      }
      const response = await transport.send(ListTransactions, {
        stateFilters: [],
        producerIdFilters: [...filter.producerIds ?? []],
        ...(filter.durationMs === undefined ? {} : { durationFilter: BigInt(filter.durationMs) }),
        ...(filter.transactionalIdPattern === undefined
          ? {}
          : { transactionalIdPattern: filter.transactionalIdPattern }),
      });
      throwIfRefused(response.errorCode, { api: "ListTransactions", broker: transport.broker });
      return response.transactionStates;
    });
    listings.push(...found.map(({ transactionState: state, ...listing }) => ({
      ...listing,
      state,
      coordinatorId: id,
    })));
  }
  return listings;
}

/** A described transaction. */
export interface TransactionDescription extends TransactionListing {
  readonly producerEpoch: number;
  readonly timeoutMs: number;
  /** In ms since the epoch, null where none is open. */
  readonly startTimeMs: number | null;
  readonly partitions: readonly TopicPartition[];
}

/**
 * Describes a transactional id.
 *
 * @throws {BrokerError} TRANSACTIONAL_ID_NOT_FOUND …
 */
export function describeTransaction(
  cluster: Cluster,
  transactionalId: string,
): Promise<TransactionDescription> {
  return cluster.withTransactionCoordinator(
    transactionalId,
    "the description",
    async (transport) => {
      const { transactionStates } = await transport.send(DescribeTransactions, {
        transactionalIds: [transactionalId],
      });
      const [state] = transactionStates;
      const where = {
        api: "DescribeTransactions",
        broker: transport.broker,
        about: transactionalId,
      };
      if (state === undefined) throw new BrokerError(ErrorCode.UNKNOWN_SERVER_ERROR, where);
      throwIfFailed(state.errorCode, where);
      return {
        transactionalId,
        coordinatorId: await cluster.transactionCoordinatorId(transactionalId),
        producerId: state.producerId,
        producerEpoch: state.producerEpoch,
        state: state.transactionState,
        timeoutMs: state.transactionTimeoutMs,
        startTimeMs: state.transactionStartTimeMs < 0 ? null : state.transactionStartTimeMs,
        partitions: state.topics.flatMap(({ topic, partitions }) =>
          partitions.map((partition) => ({ topic, partition }))
        ),
      };
    },
  );
}

/** A producer that a partition remembers. */
export interface ActiveProducer extends TopicPartition {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestamp: number;
  /** -1 where it has written no marker. */
  readonly coordinatorEpoch: number;
  /** -1 where no transaction is open. */
  readonly transactionStartOffset: number;
}

/**
 * The producers of partitions, as their leaders know them.
 *
 * @param options `brokerId`: as this replica knows them
 * @throws {BrokerError} where one of the partitions cannot be described
 */
export async function describeProducers(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  options: { brokerId?: number | undefined } = {},
): Promise<ActiveProducer[]> {
  return await cluster.retry.run("DescribeProducers", async () => {
    const asked = options.brokerId === undefined
      ? await byLeader(cluster, partitions)
      : new Map([[options.brokerId, [...partitions]]]);
    const producers: ActiveProducer[] = [];
    for (const [brokerId, own] of asked) producers.push(...await askBroker(cluster, brokerId, own));
    return producers;
  });
}

async function askBroker(
  cluster: Cluster,
  brokerId: number,
  partitions: readonly TopicPartition[],
): Promise<ActiveProducer[]> {
  const transport = await cluster.node(brokerId);
  const { topics } = await transport.send(DescribeProducers, {
    topics: [...byTopic(partitions)].map(([name, list]) => ({
      name,
      partitionIndexes: list.map(({ partition }) => partition),
    })),
  });
  return topics.flatMap(({ name: topic, partitions: answers }) =>
    answers.flatMap(({ partitionIndex: partition, errorCode, errorMessage, activeProducers }) => {
      if (errorCode !== ErrorCode.NONE) {
        cluster.forget(topic);
        throw new BrokerError(errorCode, {
          api: "DescribeProducers",
          broker: transport.broker,
          about: partitionKey(topic, partition),
          reason: errorMessage,
        });
      }
      return activeProducers.map(({ currentTxnStartOffset, ...producer }) => ({
        topic,
        partition,
        ...producer,
        transactionStartOffset: currentTxnStartOffset,
      }));
    })
  );
}

/** A transaction that hangs in one partition. */
export interface HangingTransaction extends TopicPartition {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
}

/**
 * Writes an abort marker into one partition, past the coordinator: for transactions it forgot.
 *
 * @throws {BrokerError} INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED …
 */
export async function abortTransaction(
  cluster: Cluster,
  { topic, partition, producerId, producerEpoch, coordinatorEpoch }: HangingTransaction,
): Promise<void> {
  await cluster.retry.run("WriteTxnMarkers", async () => {
    for (const [leaderId] of await byLeader(cluster, [{ topic, partition }])) {
      const transport = await cluster.node(leaderId);
      const { markers } = await transport.send(WriteTxnMarkers, {
        markers: [{
          producerId,
          producerEpoch,
          coordinatorEpoch,
          transactionResult: false,
          topics: [{ name: topic, partitionIndexes: [partition] }],
        }],
      });
      for (
        const { errorCode } of markers.flatMap(({ topics }) =>
          topics.flatMap((one) => one.partitions)
        )
      ) {
        throwIfRefused(errorCode, {
          api: "WriteTxnMarkers",
          broker: transport.broker,
          about: keyOf({ topic, partition }),
        });
      }
    }
  });
}

/** Any timeout will do: the producer id is given up at once. */
const FENCE_TIMEOUT_MS = 1;

/**
 * Ends the open transaction of a transactional id by taking its producer's place.
 *
 * @throws {BrokerError} TRANSACTIONAL_ID_AUTHORIZATION_FAILED …
 */
export function forceTerminateTransaction(
  cluster: Cluster,
  transactionalId: string,
): Promise<void> {
  return cluster.withTransactionCoordinator(transactionalId, "the end", async (transport) => {
    const { errorCode } = await transport.send(InitProducerId, {
      transactionalId,
      transactionTimeoutMs: FENCE_TIMEOUT_MS,
    });
    throwIfFailed(errorCode, {
      api: "InitProducerId",
      broker: transport.broker,
      about: transactionalId,
    });
  });
}
