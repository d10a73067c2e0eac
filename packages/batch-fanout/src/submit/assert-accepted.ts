import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import {
  hasWrittenPlan,
  RUN_ID_PATTERN,
  RUN_ID_RULE,
  readPlanEnvironment,
} from '../contract/job-environment.js';
import { FanoutError } from '../errors.js';
import { JOB_NAME_PATTERN, MAX_OVERRIDES_LENGTH } from '../limits.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import type { RunTarget } from './fanout-request.js';

/** Finds what AWS Batch would refuse, or accept and fail later, and reports all of it in one error. */
export function assertAccepted(
  plan: FanoutPlan,
  target: RunTarget,
  requests: readonly SubmitJobCommandInput[],
): void {
  const problems = [
    ...runProblems(target),
    ...environmentProblems(plan, target.environment ?? {}),
    ...requests.flatMap(requestProblems),
    ...lengthProblems(requests),
  ];
  if (problems.length > 0) {
    throw new FanoutError(
      'INVALID_REQUEST',
      `AWS Batch would not run this: ${[...new Set(problems)].join('; ')}.`,
    );
  }
}

function runProblems({ runId, generation = 0 }: RunTarget): string[] {
  return [
    ...(RUN_ID_PATTERN.test(runId) ? [] : [`runId '${runId}' is not ${RUN_ID_RULE}`]),
    ...(Number.isSafeInteger(generation) && generation >= 0
      ? []
      : [`generation ${generation} is not a whole number from 0`]),
  ];
}

function environmentProblems(plan: FanoutPlan, environment: Readonly<Record<string, string>>): string[] {
  // Batch drops such variables without a word: https://github.com/azavea/raster-vision/pull/926
  const reserved = Object.keys(environment).filter((name) => name.toUpperCase().startsWith('AWS_BATCH'));
  return [
    ...reserved.map(
      (name) => `environment has ${name}, but AWS Batch keeps names that start with AWS_BATCH for itself`,
    ),
    ...planProblems(plan, environment),
  ];
}

function planProblems(plan: FanoutPlan, environment: Readonly<Record<string, string>>): string[] {
  if (!hasWrittenPlan(environment)) return [];
  try {
    const isSame = JSON.stringify(readPlanEnvironment(environment)) === JSON.stringify(plan);
    return isSame
      ? []
      : [`the environment's plan variables describe another plan than the given one; leave them out`];
  } catch (error) {
    return [`the environment describes no plan: ${(error as Error).message}`];
  }
}

function requestProblems({ jobName, jobQueue, jobDefinition }: SubmitJobCommandInput): string[] {
  return [
    ...(JOB_NAME_PATTERN.test(jobName ?? '')
      ? []
      : [`the job name '${jobName}' is longer than 128 characters or malformed`]),
    ...(jobQueue ? [] : ['jobQueue is empty']),
    ...(jobDefinition ? [] : ['jobDefinition is empty']),
  ];
}

function lengthProblems(requests: readonly SubmitJobCommandInput[]): string[] {
  const longest = Math.max(...requests.map((request) => JSON.stringify(request.containerOverrides).length));
  if (longest <= MAX_OVERRIDES_LENGTH) return [];
  const limit = `at most ${MAX_OVERRIDES_LENGTH} are allowed (AWS Batch's 8192 less what it adds itself)`;
  return [
    `the container overrides take ${longest} characters, but ${limit}; shorten FRAMES or the environment`,
  ];
}
