import type { TaskEnding } from '../runner.js';
import { containerFailure } from './container-failure.js';
import type { ContainerState } from './inspect-container.js';

/** What is known of a container whose client has failed. */
export interface FailedContainer {
  /** Of the client, which has the container's, or one of its own. */
  readonly exitCode: number;
  /** What the engine knows, or its complaint. */
  readonly state: ContainerState | { readonly complaint: string };
  /** Whether its monitor has noted that memory ran out. */
  readonly hasMemoryNote: boolean;
  /** Whether it is known to have run. */
  readonly hasStarted: boolean;
  /** What the client said last. */
  readonly lastLine: string;
}

/** Tells in the words of ECS how a container has ended that was not stopped, and not with 0. */
export function containerEnding(failed: FailedContainer): TaskEnding {
  const { exitCode, state, hasMemoryNote, hasStarted, lastLine } = failed;
  if ('complaint' in state) {
    return containerFailure(
      'CannotInspectContainerError',
      state.complaint,
      hasStarted ? exitCode : undefined,
    );
  }
  if (!state.hasStarted) {
    const complaint = state.error || lastLine;
    return containerFailure('CannotStartContainerError', complaint, state.exitCode || codeOf(complaint));
  }
  // The client was lost, not the container.
  if (state.isRunning) return { exitCode };
  return {
    exitCode: state.exitCode,
    ...((state.isOutOfMemory || hasMemoryNote) && {
      reason: 'OutOfMemoryError: Container killed due to memory usage',
    }),
  };
}

/** The code that docker knows and podman only says in words. */
function codeOf(complaint: string): number | undefined {
  if (/command that was not found$/.test(complaint)) return 127;
  return /OCI permission denied$/.test(complaint) ? 126 : undefined;
}
