import type { JobRequest } from '../engine/job-record.js';
import type { JobDefinition, JobQueue } from '../engine/resource-records.js';
import type { Store } from '../engine/store.js';
import { clientException } from './client-exception.js';
import type { SubmitJobInput } from './submit-job-shape.js';

// Service model, CreateJobQueue.
const ACTIVE_SHARES = 500;

/**
 * A job's part in fair sharing. A queue with a scheduling policy needs a share identifier and a priority, the job's or
 * its definition's, and has at most 500 identifiers whose jobs have not ended; any other queue takes neither.
 *
 * @throws {@link LocalBatchError} `ClientException`, where it is known in the real service's words.
 */
export function fairShareOf(
  input: SubmitJobInput,
  parts: { readonly queue: JobQueue; readonly definition: JobDefinition; readonly store: Store },
): Pick<JobRequest, 'shareIdentifier' | 'schedulingPriority'> {
  const { queue, definition, store } = parts;
  const { shareIdentifier, schedulingPriorityOverride } = input;
  const priority = schedulingPriorityOverride ?? definition.schedulingPriority;
  if (queue.schedulingPolicyArn === undefined) {
    for (const member of ['shareIdentifier', 'schedulingPriorityOverride'] as const) {
      if (input[member] === undefined) continue;
      throw clientException(
        `${member} needs a job queue with a scheduling policy, and ${queue.name} has none`,
      );
    }
    return { shareIdentifier: undefined, schedulingPriority: priority ?? 0 };
  }
  if (shareIdentifier === undefined) throw clientException('shareIdentifier must be specified.');
  if (priority === undefined) {
    throw clientException(
      'Either schedulingPriority in job definition or schedulingPriorityOverride should be specified.',
    );
  }
  if (!store.jobs.hasRoomForShare(queue.name, shareIdentifier, ACTIVE_SHARES)) {
    throw clientException(`Job queue ${queue.name} has ${ACTIVE_SHARES} active share identifiers already`);
  }
  return { shareIdentifier, schedulingPriority: priority };
}
