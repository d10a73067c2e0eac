import type { TaskEnding } from '../runners/runner.js';
import type { CheckedFault } from './fault-shape.js';

/** A fault that ends what runs. */
export type DeadlyFault = CheckedFault<'spot-loss' | 'out-of-memory'>;

/**
 * How a task has ended that was struck, in the words of ECS and AWS Batch. One that had done its work by then has
 * succeeded, as AWS Batch sees nothing but the exit code.
 *
 * @param instanceId - What follows `i-` in the id of the host that was lost.
 */
export function strikeEnding(fault: DeadlyFault, ending: TaskEnding, instanceId: string): TaskEnding {
  if (ending.exitCode === 0) return ending;
  if (fault.kind === 'out-of-memory') {
    return { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' };
  }
  if (fault.platform === 'FARGATE') return { ...ending, statusReason: 'Your Spot Task was interrupted.' };
  return { statusReason: `Host EC2 (instance i-${instanceId}) terminated.` };
}
