import type { JobDetail } from '@aws-sdk/client-batch';
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
 * @throws {@link FanoutError} `INVALID_OPTION` if its plan lies at a URI and nobody can read it.
 */
export async function partOfJob(job: JobDetail, readPlanAt: ReadPlanAt | undefined): Promise<FanoutPlan> {
  const { container, ecsProperties, eksProperties } = job;
  const variables = variablesOf({
    containerOverrides: container,
    ecsPropertiesOverride: ecsProperties,
    eksPropertiesOverride: eksProperties,
  });
  const { PLAN_URI: uri } = variables;
  if (uri === undefined) return readPlanEnvironment(variables);
  if (readPlanAt !== undefined) return readPlan(await readPlanAt(uri));
  throw new FanoutError(
    'INVALID_OPTION',
    `The plan of the job ${job.jobName} (${job.jobId}) lies at ${quote(uri)}; give readPlanAt, which reads it.`,
  );
}
