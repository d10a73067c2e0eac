import type { JobDetail } from '@aws-sdk/client-batch';
import type { Environment } from '../contract/environment-values.js';
import { readPlanEnvironment } from '../contract/job-environment.js';
import { FanoutError } from '../errors.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { readPlan } from '../plan/read-plan.js';
import { quote } from '../quote.js';
import { variablesOf } from './step-overrides.js';

/**
 * Reads the JSON that lies at a `planUri` or `renderPlanUri`. Only plans that are too long for the overrides have one.
 *
 * @param uri - As it was given to the jobs.
 * @returns The parsed JSON, unchecked.
 */
export type ReadPlanAt = (uri: string) => Promise<unknown>;

/**
 * What a job was submitted to render or to compile, read from its variables.
 *
 * @throws {@link FanoutError} `INVALID_OPTION` if its plan lies at a URI and nobody can read it, `INVALID_PLAN` if it is not
 *   there or no plan.
 */
export async function partOfJob(job: JobDetail, readPlanAt: ReadPlanAt | undefined): Promise<FanoutPlan> {
  const uri = planUriOf(job);
  if (uri === undefined) return readPlanEnvironment(variablesOfJob(job));
  if (readPlanAt !== undefined) return readPlan(await readThrough(readPlanAt, uri));
  throw new FanoutError(
    'INVALID_OPTION',
    `The plan of the job ${job.jobName} (${job.jobId}) lies at ${quote(uri)}; give readPlanAt, which reads it.`,
  );
}

/** Where a job's plan lies; undefined where its variables describe it. */
export function planUriOf(job: JobDetail): string | undefined {
  return variablesOfJob(job).PLAN_URI;
}

async function readThrough(readPlanAt: ReadPlanAt, uri: string): Promise<unknown> {
  try {
    return await readPlanAt(uri);
  } catch (cause) {
    const message = `The plan at ${quote(uri)} cannot be read: ${(cause as Error).message}`;
    throw new FanoutError('INVALID_PLAN', message, { cause });
  }
}

/** A job's variables, those of its definition included. */
export function variablesOfJob({ container, ecsProperties, eksProperties }: JobDetail): Environment {
  return variablesOf({
    containerOverrides: container,
    ecsPropertiesOverride: ecsProperties,
    eksPropertiesOverride: eksProperties,
  });
}
