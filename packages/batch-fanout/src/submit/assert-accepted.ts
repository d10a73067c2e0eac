import type { EvaluateOnExit, SubmitJobCommandInput } from '@aws-sdk/client-batch';
import {
  hasWrittenPlan,
  PLAN_VARIABLES,
  RUN_ID_PATTERN,
  RUN_ID_RULE,
  readPlanEnvironment,
} from '../contract/job-environment.js';
import { FanoutError } from '../errors.js';
import {
  EXIT_CODE_PATTERN,
  EXIT_REASON_PATTERN,
  JOB_NAME_PATTERN,
  MAX_ATTEMPTS,
  MAX_EXIT_RULES,
  MAX_OVERRIDES_LENGTH,
  MAX_PAYLOAD_BYTES,
  MAX_SCHEDULING_PRIORITY,
  MAX_TAG_LENGTHS,
  MAX_TAGS,
  MIN_MEMORY_MIB,
  MIN_TIMEOUT_SECONDS,
  SHARE_IDENTIFIER_PATTERN,
} from '../limits.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { quote } from '../quote.js';
import type { GenerationTarget, Platform, StepTarget } from './fanout-request.js';
import { overridesLength } from './step-overrides.js';

/** Finds what AWS Batch would refuse, or accept and fail later, and reports all of it in one error. */
export function assertAccepted(
  plan: FanoutPlan,
  target: GenerationTarget,
  requests: readonly SubmitJobCommandInput[],
): void {
  const problems = [
    ...runProblems(target),
    ...environmentProblems(target.environment ?? {}),
    ...planProblems(plan, target.environment ?? {}),
    ...stepProblems(target),
    ...ownProblems(target.render ?? {}).map((problem) => `of render, ${problem}`),
    ...ownProblems(target.compile ?? {}).map((problem) => `of compile, ${problem}`),
    ...requests.flatMap((request) => requestProblems(request, target.platform)),
    ...lengthProblems(requests, target),
    ...tagProblems(requests[0]?.tags ?? {}),
  ];
  if (problems.length > 0) {
    throw new FanoutError(
      'INVALID_REQUEST',
      `AWS Batch would not run this: ${[...new Set(problems)].join('; ')}.`,
    );
  }
}

/** Nothing can be named after what is no text. */
export function assertRunId(runId: unknown): void {
  if (typeof runId === 'string') return;
  throw new FanoutError(
    'INVALID_REQUEST',
    `AWS Batch would not run this: runId ${String(runId)} is not ${RUN_ID_RULE}.`,
  );
}

function runProblems(target: GenerationTarget): string[] {
  const { runId, generation = 0, platform = 'container', planUri, renderPlanUri } = target;
  return [
    ...problemIf(
      planUri !== undefined && planUri === renderPlanUri,
      `planUri and renderPlanUri are both ${quote(planUri ?? '')}, but name two plans`,
    ),
    ...problemIf(planUri === '' || renderPlanUri === '', 'a planUri is empty; leave it out'),
    ...problemIf(!RUN_ID_PATTERN.test(runId), `runId ${quote(String(runId))} is not ${RUN_ID_RULE}`),
    ...problemIf(!isWhole(generation, 0), `generation ${generation} is not a whole number from 0`),
    ...problemIf(
      !PLATFORMS.includes(platform),
      `platform ${quote(platform)} is not one of ${PLATFORMS.join(', ')}`,
    ),
  ];
}

const PLATFORMS: readonly Platform[] = ['container', 'ecs', 'eks'];

function ownProblems(step: StepTarget): string[] {
  const { environment = {} } = step;
  const planned = Object.keys(environment).filter((name) =>
    (PLAN_VARIABLES as readonly string[]).includes(name),
  );
  return [
    ...stepProblems(step),
    ...environmentProblems(environment),
    ...planned.map((name) => `environment has ${name}, which describes the run's plan; leave it to the run`),
  ];
}

function environmentProblems(environment: Readonly<Record<string, string>>): string[] {
  // Batch drops such variables without a word: https://github.com/azavea/raster-vision/pull/926
  const reserved = Object.keys(environment).filter((name) => name.toUpperCase().startsWith('AWS_BATCH'));
  const unnamed = Object.keys(environment).filter((name) => name === '' || /[=\0]/.test(name));
  return [
    ...reserved.map(
      (name) => `environment has ${name}, but AWS Batch keeps names that start with AWS_BATCH for itself`,
    ),
    ...unnamed.map((name) => `environment has the name ${quote(name)}, which no variable can have`),
    ...Object.entries(environment)
      .filter(([, value]) => typeof value !== 'string' || value.includes('\0'))
      .map(([name]) => `environment's ${name} is not a text without zero characters`),
  ];
}

function planProblems(plan: FanoutPlan, environment: Readonly<Record<string, string>>): string[] {
  if (!hasWrittenPlan(environment)) return [];
  try {
    const isSame = JSON.stringify(readPlanEnvironment(environment)) === JSON.stringify(plan);
    return problemIf(
      !isSame,
      `the environment's plan variables describe another plan than the given one; leave them out`,
    );
  } catch (error) {
    return [`the environment describes no plan: ${(error as Error).message}`];
  }
}

function stepProblems(step: StepTarget): string[] {
  const { vcpus, memoryMiB, gpus, timeoutSeconds, shareIdentifier, schedulingPriority, retryStrategy } = step;
  return [
    ...problemIf(
      vcpus !== undefined && !(vcpus > 0 && Number.isFinite(vcpus)),
      `vcpus ${vcpus} is not a number above 0`,
    ),
    ...problemIf(
      !isWhole(memoryMiB, MIN_MEMORY_MIB),
      `memoryMiB ${memoryMiB} is not a whole number from ${MIN_MEMORY_MIB}`,
    ),
    ...problemIf(!isWhole(gpus, 1), `gpus ${gpus} is not a whole number from 1`),
    ...problemIf(
      !isWhole(timeoutSeconds, MIN_TIMEOUT_SECONDS),
      `timeoutSeconds ${timeoutSeconds} is not a whole number from ${MIN_TIMEOUT_SECONDS}`,
    ),
    ...problemIf(
      shareIdentifier !== undefined && !SHARE_IDENTIFIER_PATTERN.test(shareIdentifier),
      `shareIdentifier ${quote(shareIdentifier ?? '')} is not 1 to 255 letters and digits, with * at most at the end`,
    ),
    ...problemIf(
      !isWhole(schedulingPriority, 0, MAX_SCHEDULING_PRIORITY),
      `schedulingPriority ${schedulingPriority} is not a whole number from 0 to ${MAX_SCHEDULING_PRIORITY}`,
    ),
    ...(retryStrategy === undefined
      ? []
      : retryProblems(retryStrategy.attempts, retryStrategy.evaluateOnExit ?? [])),
  ];
}

function retryProblems(attempts: number | undefined, rules: readonly EvaluateOnExit[]): string[] {
  const isAllowed = attempts !== undefined && isWhole(attempts, 1, MAX_ATTEMPTS);
  return [
    ...problemIf(!isAllowed, `retryStrategy needs attempts from 1 to ${MAX_ATTEMPTS}, not ${attempts}`),
    ...problemIf(
      rules.length > MAX_EXIT_RULES,
      `retryStrategy has ${rules.length} exit rules, but ${MAX_EXIT_RULES} are allowed`,
    ),
    ...rules.flatMap(({ onExitCode, onReason, onStatusReason, action }) => [
      ...problemIf(
        !/^(EXIT|RETRY)$/i.test(action ?? ''),
        `the exit rule's action ${quote(action ?? '')} is not EXIT or RETRY`,
      ),
      ...problemIf(
        !EXIT_CODE_PATTERN.test(onExitCode ?? ''),
        `the exit rule's code ${quote(onExitCode ?? '')} is not digits with * at most at the end`,
      ),
      ...[onReason, onStatusReason].flatMap((reason = '') =>
        problemIf(
          !EXIT_REASON_PATTERN.test(reason),
          `the exit rule's reason ${quote(reason)} has other signs than letters, digits, '.', ':' and blanks, with * at most at the end`,
        ),
      ),
    ]),
  ];
}

function requestProblems(request: SubmitJobCommandInput, platform: Platform = 'container'): string[] {
  const { jobName = '', jobQueue, jobDefinition } = request;
  const bytes = Buffer.byteLength(JSON.stringify(request));
  const container = request.ecsPropertiesOverride?.taskProperties?.[0]?.containers?.[0];
  return [
    ...problemIf(
      !JOB_NAME_PATTERN.test(jobName),
      `the job name ${quote(jobName)} is longer than 128 characters or malformed`,
    ),
    ...problemIf(!jobQueue, 'jobQueue is empty'),
    ...problemIf(!jobDefinition, 'jobDefinition is empty'),
    ...problemIf(platform === 'ecs' && !container?.name, `platform 'ecs' needs a containerName`),
    ...problemIf(
      bytes > MAX_PAYLOAD_BYTES,
      `the request takes ${bytes} bytes, but at most ${MAX_PAYLOAD_BYTES} are allowed`,
    ),
  ];
}

/** Of all jobs the longest is named, because what makes one too long makes all of them so. */
function lengthProblems(requests: readonly SubmitJobCommandInput[], target: GenerationTarget): string[] {
  const length = Math.max(...requests.map(overridesLength));
  const advice = target.planUri === undefined ? ', or give a planUri for a long plan' : '';
  return problemIf(
    length > MAX_OVERRIDES_LENGTH,
    `the overrides take ${length} characters, but at most ${MAX_OVERRIDES_LENGTH} are allowed (AWS Batch's 8192 less what it adds itself); shorten the environment${advice}`,
  );
}

function tagProblems(tags: Readonly<Record<string, string>>): string[] {
  const count = Object.keys(tags).length;
  const { key: longestKey, value: longestValue } = MAX_TAG_LENGTHS;
  return [
    ...problemIf(
      count > MAX_TAGS,
      `there are ${count} tags with the run's own, but at most ${MAX_TAGS} are allowed`,
    ),
    ...Object.entries(tags)
      .filter(([key, value]) => key === '' || key.length > longestKey || !(value.length <= longestValue))
      .map(
        ([key]) =>
          `the tag ${quote(key)} is empty, no text or too long: keys take 1 to ${longestKey}, values up to ${longestValue} characters`,
      ),
  ];
}

function problemIf(isWrong: boolean, problem: string): string[] {
  return isWrong ? [problem] : [];
}

/** What is absent is no problem. */
function isWhole(value: number | undefined, minimum: number, maximum = Number.MAX_SAFE_INTEGER): boolean {
  return value === undefined || (Number.isSafeInteger(value) && value >= minimum && value <= maximum);
}
