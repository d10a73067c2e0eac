import type { TaskEnding } from '../runner.js';
import { containerFailure } from './container-failure.js';

/** Seconds that a container engine has for each step, as on ECS up to the start. */
export const TIME_LIMITS = {
  pulled: 2 * 3600,
  created: 4 * 60,
  started: 3 * 60,
  inspected: 30,
  signalled: 30,
  removed: 60,
} as const;

/** An ending in the words of ECS, which writes `4m0s`. */
export function timedOut(transition: 'pulled' | 'created' | 'started'): TaskEnding {
  const minutes = TIME_LIMITS[transition] / 60;
  const limit = minutes < 60 ? `${minutes}m0s` : `${minutes / 60}h0m0s`;
  return containerFailure(
    'DockerTimeoutError',
    `Could not transition to ${transition}; timed out after waiting ${limit}`,
  );
}
