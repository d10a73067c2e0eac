import type { JobDetail } from '@aws-sdk/client-batch';
import { readPlanEnvironment } from '../contract/job-environment.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';

/** What a render job renders, read from the variables that it was submitted with. */
export function partOfJob({ container, ecsProperties, eksProperties }: JobDetail): FanoutPlan {
  const variables = [
    ...(container?.environment ?? []),
    ...(ecsProperties?.taskProperties?.flatMap((task) => task.containers ?? []) ?? []).flatMap(
      ({ environment = [] }) => environment,
    ),
    ...(eksProperties?.podProperties?.containers ?? []).flatMap(({ env = [] }) => env),
  ];
  return readPlanEnvironment(Object.fromEntries(variables.map(({ name = '', value }) => [name, value])));
}
