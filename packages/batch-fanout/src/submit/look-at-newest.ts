import type { FanoutRequest } from './fanout-request.js';
import { newestGeneration } from './generation.js';
import { jobRequests } from './job-requests.js';
import { knownJobs, lookAtRun } from './known-jobs.js';
import { isGoingOn } from './reconcile.js';
import type { SubmitContext } from './submit-context.js';

/** How a run's newest generation stands. */
export interface NewestGeneration {
  readonly generation: number;
  /** `ended` without a video: failed, cancelled, taken back, or forgotten by AWS Batch. */
  readonly state: 'live' | 'succeeded' | 'ended';
}

/**
 * Looks at a run without submitting anything.
 *
 * @param ids - Jobs that the caller knows and lists may not show yet.
 */
export async function lookAtNewest(
  options: Omit<SubmitContext, 'deadline'>,
  request: FanoutRequest,
  ids: readonly string[],
): Promise<NewestGeneration> {
  const context = { ...options, deadline: options.clock.now() + options.deadlineSeconds * 1000 };
  jobRequests(request.plan, { ...request, generation: 0 });
  const found = await lookAtRun(context, request);
  const { generation } = await newestGeneration(context, request, found);
  const written = await context.ledger?.read(request.runId, generation);
  const progress = { taken: new Set(ids), stopped: new Set<string>() };
  const entry = { jobs: written?.record.jobs ?? {} };
  const { jobs } = await knownJobs(context, request, entry, found, generation, progress);
  const isMade = jobs.some((job) => job.step === 'compile' && job.detail.status === 'SUCCEEDED');
  if (isMade) return { generation, state: 'succeeded' };
  return { generation, state: jobs.some(isGoingOn) ? 'live' : 'ended' };
}
