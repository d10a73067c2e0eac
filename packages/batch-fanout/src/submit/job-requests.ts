import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import {
  hasWrittenPlan,
  type JobType,
  planEnvironment,
  settingsEnvironment,
} from '../contract/job-environment.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { assertAccepted } from './assert-accepted.js';
import type { RunTarget } from './fanout-request.js';
import { planDigest } from './plan-digest.js';
import { retryRules } from './retry-rules.js';

/**
 * Turns a plan into the SubmitJob calls of a run: its render jobs in order, then the compile job. Pure.
 *
 * The compile request still lacks `dependsOn`, because only AWS Batch knows the render jobs' ids; `FanoutSubmitter`
 * fills it in. Jobs are named `<run id>-g<generation>-render-<k>` and `<run id>-g<generation>-compile`.
 *
 * @throws {@link FanoutError} `INVALID_REQUEST`, naming everything that AWS Batch would refuse now or fail later;
 *   `INVALID_FRAMES` if the plan's frames do not ascend.
 * @example
 * ```ts
 * const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
 * const [render] = jobRequests(plan, { runId: 'film', jobQueue: 'spot', jobDefinition: 'worker' });
 * render?.arrayProperties; // { size: 3 }
 * ```
 */
export function jobRequests(plan: FanoutPlan, target: RunTarget): SubmitJobCommandInput[] {
  const { runId, generation = 0, environment = {} } = target;
  const planVariables = hasWrittenPlan(environment) ? {} : planEnvironment(plan);
  const tags = { ...target.tags, 'render-run': runId, 'render-digest': planDigest(plan, environment) };

  const request = (
    jobType: Exclude<JobType, 'start'>,
    name: string,
    chunkOffset = 0,
  ): SubmitJobCommandInput => {
    const step = jobType === 'compile' ? target.compile : target.render;
    const variables = {
      ...environment,
      ...planVariables,
      ...settingsEnvironment({ jobType, runId, generation, chunkOffset }),
    };
    return {
      jobName: `${runId}-g${generation}-${name}`,
      jobQueue: step?.jobQueue ?? target.jobQueue,
      jobDefinition: step?.jobDefinition ?? target.jobDefinition,
      containerOverrides: {
        environment: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
      },
      retryStrategy: retryRules(jobType),
      tags,
    };
  };

  const requests = [
    ...plan.renderJobs.map(({ firstChunk, arraySize }, job) => ({
      ...request('render', `render-${job}`, firstChunk),
      ...(arraySize !== undefined && { arrayProperties: { size: arraySize } }),
    })),
    request('compile', 'compile'),
  ];
  assertAccepted(plan, target, requests);
  return requests;
}
