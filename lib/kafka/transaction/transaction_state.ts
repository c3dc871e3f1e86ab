/**
 * The states of a transactional id, with the numbers that `__transaction_state` holds and the names
 * that DescribeTransactions tells.
 *
 * | state | meaning | goes on to |
 * | --- | --- | --- |
 * | Empty | a producer has its id, no transaction yet | Ongoing; PrepareAbort (KIP-890) |
 * | Ongoing | partitions take part | PrepareCommit, PrepareAbort |
 * | PrepareCommit | decided; markers are being written | CompleteCommit |
 * | PrepareAbort | the same | CompleteAbort |
 * | CompleteCommit | all markers are written | Ongoing, Empty; PrepareAbort (KIP-890) |
 * | CompleteAbort | the same | the same |
 * | Dead | expired, about to go | |
 * | PrepareEpochFence | Kafka's name between deciding to fence and PrepareAbort; in no log | |
 *
 * @module
 */

/** States by their number in the log. */
export const TransactionState = {
  Empty: 0,
  Ongoing: 1,
  PrepareCommit: 2,
  PrepareAbort: 3,
  CompleteCommit: 4,
  CompleteAbort: 5,
  Dead: 6,
  PrepareEpochFence: 7,
} as const;
export type TransactionState = typeof TransactionState[keyof typeof TransactionState];

const { Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort } =
  TransactionState;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(TransactionState).map(([name, id]) => [id, name]),
);
const BY_NAME: ReadonlyMap<string, TransactionState> = new Map(Object.entries(TransactionState));

/** From which states each may be reached; those that are missing are never written. */
const PREVIOUS: ReadonlyMap<TransactionState, readonly TransactionState[]> = new Map([
  [Empty, [Empty, CompleteCommit, CompleteAbort]],
  [Ongoing, [Ongoing, Empty, CompleteCommit, CompleteAbort]],
  [PrepareCommit, [Ongoing]],
  [PrepareAbort, [Ongoing, Empty, CompleteCommit, CompleteAbort]],
  [CompleteCommit, [PrepareCommit]],
  [CompleteAbort, [PrepareAbort]],
]);

/** The state's name; the number itself where it is none. */
export function transactionStateName(state: number): string {
  return NAMES.get(state) ?? String(state);
}

/** The state of this name, in exactly these letters. */
export function transactionStateOf(name: string): TransactionState | undefined {
  return BY_NAME.get(name);
}

/** Whether a number of the log is a state. */
export function isTransactionState(state: number): state is TransactionState {
  return NAMES.has(state);
}

/** Whether a transaction is decided and its markers are not all written. */
export function isEnding(state: TransactionState): boolean {
  return state === PrepareCommit || state === PrepareAbort;
}

/** Whether nothing is open or under way: what may expire, and where a new transaction may begin. */
export function isIdle(state: TransactionState): boolean {
  return state === Empty || state === CompleteCommit || state === CompleteAbort;
}

/** Whether the log may hold `next` after `previous`. */
export function mayFollow(next: TransactionState, previous: TransactionState): boolean {
  return PREVIOUS.get(next)?.includes(previous) ?? false;
}
