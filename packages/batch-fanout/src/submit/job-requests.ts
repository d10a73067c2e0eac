import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import {
  hasWrittenPlan,
  type JobType,
  PLAN_VARIABLES,
  planEnvironment,
  settingsEnvironment,
} from '../contract/job-environment.js';
import { MAX_OVERRIDES_LENGTH } from '../limits.js';
import { assertPlan } from '../plan/assert-plan.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { assertAccepted, assertRunId } from './assert-accepted.js';
import type { GenerationTarget, RunTarget, StepTarget } from './fanout-request.js';
import { jobNames } from './job-names.js';
import { retryRules } from './retry-rules.js';
import { planDigest, runDigest } from './run-digest.js';
import { overridesLength, stepOverrides, variablesOf } from './step-overrides.js';

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
  assertPlan(plan);
  assertRunId(target.runId);
  const requests = buildRequests(plan, target);
  assertAccepted(plan, target, requests);
  return requests;
}

/** A plan that is too long for the overrides of its jobs. */
export interface StoredPlan {
  /** Where its JSON must lie before the jobs start: the target's `planUri` or `renderPlanUri`. */
  readonly uri: string;
  /** What to write there, as JSON. */
  readonly plan: FanoutPlan;
}

/**
 * Tells which plans must be written to their URIs before their jobs are submitted, because their text is too long for the
 * overrides. None, as a rule. Pure.
 *
 * @example
 * ```ts
 * const target = { runId: 'film', jobQueue: 'spot', jobDefinition: 'worker', planUri: 's3://renders/film/plan.json' };
 * for (const { uri, plan } of plansToStore(longPlan, target)) await upload(uri, JSON.stringify(plan));
 * ```
 */
export function plansToStore(plan: FanoutPlan, target: GenerationTarget): StoredPlan[] {
  const parts = new Map<string, FanoutPlan>();
  for (const request of buildRequests(plan, target)) {
    const { PLAN_URI: uri } = variablesOf(request);
    if (uri !== undefined) parts.set(uri, uri === target.planUri ? plan : (target.renderPlan ?? plan));
  }
  return [...parts].map(([uri, part]) => ({ uri, plan: part }));
}

function buildRequests(plan: FanoutPlan, target: GenerationTarget): SubmitJobCommandInput[] {
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
    const identity = settingsEnvironment({ jobType: step, runId, generation, chunkOffset });
    const own = target[step]?.environment;
    const overridesWith = (variables: Record<string, string>) =>
      stepOverrides(target.platform ?? 'container', { ...variables, ...own, ...identity }, settings);
    const written = overridesWith(planVariables(plan, part, target));
    const uri = part === plan ? target.planUri : target.renderPlanUri;
    const isTooLong = overridesLength(written) > MAX_OVERRIDES_LENGTH;
    return {
      jobName,
      jobQueue: settings.jobQueue,
      jobDefinition: settings.jobDefinition,
      ...(isTooLong && uri !== undefined ? overridesWith(uriVariables(plan, part, target, uri)) : written),
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
function planVariables(plan: FanoutPlan, part: FanoutPlan, target: GenerationTarget): Record<string, string> {
  const { environment = {} } = target;
  if (part !== plan) return { ...partVariables(plan, target), ...planEnvironment(part) };
  return { ...environment, ...(hasWrittenPlan(environment) ? {} : planEnvironment(plan)) };
}

/** The same with the URI in the place of the plan. */
function uriVariables(plan: FanoutPlan, part: FanoutPlan, target: GenerationTarget, uri: string) {
  return { ...(part === plan ? withoutPlan(target) : partVariables(plan, target)), PLAN_URI: uri };
}

/** A renderer whose picture depends on the whole animation must not see a repair as one. */
function partVariables({ frames }: FanoutPlan, target: GenerationTarget): Record<string, string> {
  const range = { ANIMATION_FIRST: String(frames.lowest), ANIMATION_LAST: String(frames.highest) };
  return { ...range, ...withoutPlan(target) };
}

function withoutPlan({ environment = {} }: GenerationTarget): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isPlanVariable(name)));
}

function isPlanVariable(name: string): boolean {
  return (PLAN_VARIABLES as readonly string[]).includes(name);
}

function definedOf<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
