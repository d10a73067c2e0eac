import { callEngine } from './call-engine.js';
import type { ContainerEngine } from './container-engine.js';
import { TIME_LIMITS } from './time-limits.js';

/** What an engine knows of a container. */
export interface ContainerState {
  readonly hasStarted: boolean;
  readonly isRunning: boolean;
  /** Of its own; 127 or 126 where docker could not start it. */
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
  /** Why docker could not start it; podman does not say. */
  readonly error: string;
  /** By name or number, as `kill --signal` takes it. */
  readonly stopSignal: string;
}

/** The members of `container inspect` that are read; docker leaves out what an image does not set. */
interface Inspected {
  readonly State: {
    readonly StartedAt: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Error?: string;
  };
  readonly Config: { readonly StopSignal?: string | number };
}

/** @returns What the engine knows, or its complaint. */
export async function inspectContainer(
  engine: ContainerEngine,
  name: string,
): Promise<ContainerState | { readonly complaint: string }> {
  const options = { timeoutSeconds: TIME_LIMITS.inspected };
  const { exitCode, output, complaint } = await callEngine(engine, ['container', 'inspect', name], options);
  if (exitCode !== 0) return { complaint };
  try {
    return readInspection(output);
  } catch (error) {
    return { complaint: `unreadable answer: ${error instanceof Error ? error.message : error}` };
  }
}

/** @throws SyntaxError or TypeError if it is not what podman and docker print. */
export function readInspection(text: string): ContainerState {
  const [{ State, Config }] = JSON.parse(text) as readonly [Inspected];
  return {
    // The year 1 is never.
    hasStarted: !State.StartedAt.startsWith('0001'),
    isRunning: State.Running,
    exitCode: State.ExitCode,
    isOutOfMemory: State.OOMKilled,
    error: State.Error ?? '',
    stopSignal: String(Config.StopSignal || 'SIGTERM'),
  };
}
