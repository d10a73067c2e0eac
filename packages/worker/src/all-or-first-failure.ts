/** Waits for all tasks, so that nothing still runs when one has failed; then throws what the first of the list that failed threw. */
export async function allOrFirstFailure<T extends readonly unknown[]>(
  tasks: {
    readonly [K in keyof T]: Promise<T[K]>;
  },
): Promise<T> {
  await Promise.allSettled(tasks);
  return (await Promise.all(tasks)) as unknown as T;
}
