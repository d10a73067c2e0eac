import type { Rule } from '../rule.js';
import { arrayDependencyRules } from './array-dependencies.js';
import { arrayRules } from './array-jobs.js';
import { bulkStopRules } from './bulk-stops.js';
import { computeEnvironmentRules } from './compute-environments.js';
import { definitionReferenceRules } from './definition-references.js';
import { definitionRules } from './definitions.js';
import { dependencyRules } from './dependencies.js';
import { describingRules } from './describing.js';
import { environmentRules } from './environment.js';
import { errorRules } from './errors.js';
import { fargateRules } from './fargate.js';
import { listFilterRules } from './list-filters.js';
import { listingRules } from './listing.js';
import { overrideRules } from './overrides.js';
import { queueChangeRules } from './queue-changes.js';
import { queueRules } from './queues.js';
import { retryRules } from './retries.js';
import { schedulingPolicyRules } from './scheduling-policies.js';
import { runningStopRules } from './signals.js';
import { stateRules } from './states.js';
import { stoppingRules } from './stopping.js';
import { submitJobRules } from './submit-job.js';
import { tagRules } from './tags.js';
import { wireRules } from './wire.js';

/** Every rule, topic by topic. */
export const allRules: readonly Rule[] = [
  ...submitJobRules,
  ...definitionReferenceRules,
  ...dependencyRules,
  ...arrayDependencyRules,
  ...overrideRules,
  ...arrayRules,
  ...environmentRules,
  ...describingRules,
  ...stateRules,
  ...stoppingRules,
  ...runningStopRules,
  ...bulkStopRules,
  ...wireRules,
  ...errorRules,
  ...definitionRules,
  ...fargateRules,
  ...queueRules,
  ...queueChangeRules,
  ...computeEnvironmentRules,
  ...schedulingPolicyRules,
  ...tagRules,
  ...listingRules,
  ...listFilterRules,
  ...retryRules,
];
