import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import {
  hasWrittenPlan,
  type JobType,
  PLAN_VARIABLES,
  planEnvironment,
  settingsEnvironment,
} from '../contract/job-environment.js';
import { MAX_OVERRIDES_LENGTH } from '../limits.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { assertAccepted } from './assert-accepted.js';
import type { GenerationTarget, RunTarget, StepTarget } from './fanout-request.js';
import { jobNames } from './job-names.js';
import { retryRules } from './retry-rules.js';
import { planDigest, runDigest } from './run-digest.js';
import { overridesLength, stepOverrides } from './step-overrides.js';

type Step = Exclude<JobType, 'start'>;

/**
 * Turns a plan into the SubmitJob calls of a run: its render jobs in order, then the compile job. Pure.
 *
 * The compile request still lacks `dependsOn`, because only AWS Batch knows the render jobs' ids; `FanoutSubmitter`
 * fills it in. Jobs are named `<run id>-g<generation>-render-<k>` and `<run id>-g<generation>-compile`.
 *
 * @throws {@link FanoutError} `INVALID_REQUEST`, naming everything that AWS Batch would refuse now or fail later.
 * @example
 * ```ts
 * const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
 * const [render] = jobRequests(plan, { runId: 'film', jobQueue: 'spot', jobDefinition: 'worker' });
 * render?.arrayProperties; // { size: 3 }
 * ```
 */
export function jobRequests(plan: FanoutPlan, target: GenerationTarget): SubmitJobCommandInput[] {
  const requests = buildRequests(plan, target, needsPlanUri(plan, target));
  assertAccepted(plan, target, requests);
  return requests;
}

/**
 * Whether a plan's text is too long for the overrides, so that its JSON must lie at `planUri` before the jobs start.
 *
 * @returns False where everything fits, or no `planUri` is given.
 */
export function needsPlanUri(plan: FanoutPlan, target: GenerationTarget): boolean {
  if (target.planUri === undefined) return false;
  return buildRequests(plan, target, false).some(
    (request) => overridesLength(request) > MAX_OVERRIDES_LENGTH,
  );
}

function buildRequests(plan: FanoutPlan, target: GenerationTarget, byUri: boolean): SubmitJobCommandInput[] {
  const { runId, generation = 0, environment = {}, renderPlan = plan } = target;
  const names = jobNames(runId, generation);
  const isRepair = generation > 0;
  const tags = {
    ...target.tags,
    'render-run': runId,
    'render-digest': runDigest(plan, environment),
    ...(isRepair && { 'render-part': renderPlan === null ? 'none' : planDigest(renderPlan) }),
  };

  const request = (step: Step, jobName: string, part: FanoutPlan, chunkOffset = 0): SubmitJobCommandInput => {
    const settings = { ...definedOf(target), ...definedOf(target[step] ?? {}) } as StepTarget & RunTarget;
    const variables = {
      ...planVariables(plan, part, target, byUri),
      ...settingsEnvironment({ jobType: step, runId, generation, chunkOffset }),
    };
    return {
      jobName,
      jobQueue: settings.jobQueue,
      jobDefinition: settings.jobDefinition,
      ...stepOverrides(target.platform ?? 'container', variables, settings),
      retryStrategy: settings.retryStrategy ?? retryRules(step),
      tags,
      ...(settings.timeoutSeconds !== undefined && {
        timeout: { attemptDurationSeconds: settings.timeoutSeconds },
      }),
      ...(settings.shareIdentifier !== undefined && { shareIdentifier: settings.shareIdentifier }),
      ...(settings.schedulingPriority !== undefined && {
        schedulingPriorityOverride: settings.schedulingPriority,
      }),
      ...(target.propagateTags !== undefined && { propagateTags: target.propagateTags }),
    };
  };

  return [
    ...(renderPlan?.renderJobs ?? []).map(({ firstChunk, arraySize }, job) => ({
      ...request('render', names.render(job), renderPlan as FanoutPlan, firstChunk),
      ...(arraySize !== undefined && { arrayProperties: { size: arraySize } }),
    })),
    request('compile', names.compile, plan),
  ];
}

/** The caller's environment with the variables that describe one part of the plan. */
function planVariables(
  plan: FanoutPlan,
  part: FanoutPlan,
  { environment = {}, planUri }: GenerationTarget,
  byUri: boolean,
): Record<string, string> {
  if (part === plan && !byUri) {
    return { ...environment, ...(hasWrittenPlan(environment) ? {} : planEnvironment(plan)) };
  }
  const rest = Object.fromEntries(Object.entries(environment).filter(([name]) => !isPlanVariable(name)));
  if (part === plan) return { ...rest, PLAN_URI: planUri as string };
  // A renderer whose picture depends on the whole animation must not see a repair as one.
  const { lowest, highest } = plan.frames;
  return {
    ANIMATION_FIRST: String(lowest),
    ANIMATION_LAST: String(highest),
    ...rest,
    ...planEnvironment(part),
  };
}

function isPlanVariable(name: string): boolean {
  return (PLAN_VARIABLES as readonly string[]).includes(name);
}

function definedOf<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
