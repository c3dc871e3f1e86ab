/**
 * What `kafka-transactions find-hanging` looks for: transactions that the coordinator or a partition
 * says are open.
 *
 * @module
 */
import { tcpConnect } from "../../../lib/client/tcp_transport.ts";
import type { Transport } from "../../../lib/client/transport.ts";
import { SystemClock } from "../../../lib/io/clock.ts";
import { SystemNetwork } from "../../../lib/io/system_socket.ts";
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from "../../../lib/kafka/messages/describe_producers.ts";
import {
  ListTransactionsRequest,
  ListTransactionsResponse,
} from "../../../lib/kafka/messages/list_transactions.ts";
import { MetadataRequest, MetadataResponse } from "../../../lib/kafka/messages/metadata.ts";
import { splitAddress } from "../broker/probe.ts";

const METADATA = { request: MetadataRequest, response: MetadataResponse };
const LIST = { request: ListTransactionsRequest, response: ListTransactionsResponse };
const DESCRIBE = { request: DescribeProducersRequest, response: DescribeProducersResponse };
const ENDED = new Set(["Empty", "CompleteCommit", "CompleteAbort", "Dead"]);

/** Every open transaction of the server at `bootstrap`, in words. */
export async function openTransactions(bootstrap: string): Promise<string[]> {
  const [host, port] = splitAddress(bootstrap);
  const connect = tcpConnect({ network: new SystemNetwork(), clock: new SystemClock() });
  const transport = await connect({ host, port });
  try {
    return [...await openByCoordinator(transport), ...await openInPartitions(transport)];
  } finally {
    transport.close();
  }
}

async function openByCoordinator(transport: Transport): Promise<string[]> {
  const all = { stateFilters: [], producerIdFilters: [] };
  const { errorCode, transactionStates } = await transport.send(LIST, all);
  if (errorCode !== 0) return [`ListTransactions answered ${errorCode}`];
  return transactionStates.filter(({ transactionState }) => !ENDED.has(transactionState))
    .map(({ transactionalId, transactionState }) => `${transactionalId} is ${transactionState}`);
}

async function openInPartitions(transport: Transport): Promise<string[]> {
  const metadata = await transport.send(METADATA, { topics: null });
  const { topics } = await transport.send(DESCRIBE, {
    topics: metadata.topics.map(({ name, partitions }) => ({
      name: name ?? "",
      partitionIndexes: partitions.map(({ partitionIndex }) => partitionIndex),
    })),
  });
  return topics.flatMap(({ name, partitions }) =>
    partitions.flatMap(({ partitionIndex, errorCode, activeProducers }) => {
      const place = `${name}-${partitionIndex}`;
      if (errorCode !== 0) return [`DescribeProducers of ${place} answered ${errorCode}`];
      return activeProducers.filter(({ currentTxnStartOffset }) => currentTxnStartOffset >= 0)
        .map(({ producerId, currentTxnStartOffset }) =>
          `${place}: producer ${producerId} is in a transaction since ${currentTxnStartOffset}`
        );
    })
  );
}
