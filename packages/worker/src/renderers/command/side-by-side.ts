/**
 * Runs calls side by side, never more than so many at once, and yields what any of them gives as soon as it does. After the
 * first failure no further call begins; it is thrown once those that run have ended.
 */
export async function* sideBySide<Call, Result>(
  calls: readonly Call[],
  most: number,
  run: (call: Call) => AsyncIterator<Result>,
): AsyncGenerator<Result> {
  const running = new Map<AsyncIterator<Result>, Promise<Step<Result>>>();
  const waiting = calls.values();
  let failure: { readonly error: unknown } | undefined;
  try {
    for (;;) {
      while (failure === undefined && running.size < most) {
        const next = waiting.next();
        if (next.done) break;
        const iterator = run(next.value);
        running.set(iterator, step(iterator));
      }
      if (running.size === 0) break;
      const { iterator, result, error } = await Promise.race(running.values());
      if (result === undefined) failure ??= { error };
      if (result === undefined || result.done) running.delete(iterator);
      else {
        running.set(iterator, step(iterator));
        yield result.value;
      }
    }
    if (failure !== undefined) throw failure.error;
  } finally {
    await Promise.allSettled([...running.keys()].map((iterator) => iterator.return?.()));
  }
}

interface Step<Result> {
  readonly iterator: AsyncIterator<Result>;
  readonly result?: IteratorResult<Result>;
  readonly error?: unknown;
}

function step<Result>(iterator: AsyncIterator<Result>): Promise<Step<Result>> {
  return iterator.next().then(
    (result) => ({ iterator, result }),
    (error: unknown) => ({ iterator, error }),
  );
}
