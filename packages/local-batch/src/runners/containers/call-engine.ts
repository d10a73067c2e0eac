import type { ContainerEngine } from './container-engine.js';
import { type ClientEnding, startClient } from './engine-client.js';

/** How a call has ended. */
export interface CallEnding extends ClientEnding {
  readonly isTimedOut: boolean;
}

/** What a call needs beside its arguments. */
export interface CallOptions {
  readonly timeoutSeconds: number;
  /** @defaultValue the engine's own */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** Ends the call. */
  readonly signal?: AbortSignal;
  /** Told the process group of what runs. */
  readonly onClient?: (groupId: number) => void;
}

/** Has a container engine do one thing, within a bounded time. Never rejects. */
export async function callEngine(
  engine: ContainerEngine,
  args: readonly string[],
  { timeoutSeconds, environment, signal, onClient }: CallOptions,
): Promise<CallEnding> {
  const client = startClient(engine, args, environment && { environment });
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    client.end();
  }, timeoutSeconds * 1000);
  if (client.groupId !== undefined) onClient?.(client.groupId);
  if (signal?.aborted) client.end();
  signal?.addEventListener('abort', client.end);
  const ending = await client.ended;
  clearTimeout(timer);
  signal?.removeEventListener('abort', client.end);
  return { ...ending, isTimedOut };
}
