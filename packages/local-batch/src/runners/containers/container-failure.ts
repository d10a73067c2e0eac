import type { TaskEnding } from '../runner.js';

/** Of `container.reason` in the service model. */
const MOST_CHARACTERS = 255;

/** What ECS calls what can go wrong with a container. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
export type ContainerError =
  | 'CannotPullContainerError'
  | 'CannotCreateContainerError'
  | 'CannotStartContainerError'
  | 'CannotInspectContainerError'
  | 'DockerTimeoutError';

/** An ending for a reason in the words of ECS, and the engine's own, as far as there is room for them. */
export function containerFailure(error: ContainerError, complaint: string, exitCode?: number): TaskEnding {
  const reason = `${error}: ${complaint}`.slice(0, MOST_CHARACTERS);
  return { ...(exitCode !== undefined && { exitCode }), reason };
}
