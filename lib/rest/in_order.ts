/**
 * Works on a stream of values with several at a time, and gives the results in their order.
 *
 * @module
 */

/** Records on their way to the broker for one request. */
const IN_PROGRESS_MAX = 100;

/**
 * Takes values as they come and never waits for the next one while a result is ready: a client that
 * sends one record and waits for its receipt before the next gets it.
 *
 * @param values may end early by an error, which comes out after the results before it
 * @param work must not reject
 */
export async function* inOrder<T, R>(
  values: AsyncIterator<T>,
  work: (value: T) => Promise<R>,
): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  let next: Promise<IteratorResult<T, unknown>> | null = values.next();
  let failure: { error: unknown } | null = null;
  try {
    while (next !== null || pending.length > 0) {
      const taken = await takenFirst(pending.length < IN_PROGRESS_MAX ? next : null, pending[0]);
      if (taken === "result") {
        yield await pending.shift()!;
      } else if ("error" in taken) {
        failure = taken;
        next = null;
      } else if (taken.done) {
        next = null;
      } else {
        pending.push(work(taken.value));
        next = values.next();
      }
    }
  } finally {
    // Not awaited: it may wait for a client that has gone.
    values.return?.().catch(() => {/* the source has ended already */});
  }
  if (failure !== null) throw failure.error;
}

/** What comes first: the next value, its failure, or the oldest result. */
function takenFirst<T, R>(
  next: Promise<IteratorResult<T, unknown>> | null,
  oldest: Promise<R> | undefined,
): Promise<IteratorResult<T, unknown> | { error: unknown } | "result"> {
  const candidates: Promise<IteratorResult<T, unknown> | { error: unknown } | "result">[] = [];
  if (next !== null) candidates.push(next.catch((error: unknown) => ({ error })));
  if (oldest !== undefined) candidates.push(oldest.then(() => "result"));
  return Promise.race(candidates);
}
