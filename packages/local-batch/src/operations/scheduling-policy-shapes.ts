import * as v from 'valibot';
import { matchesPattern } from '../engine/matches-pattern.js';
import type { SchedulingPolicy } from '../engine/resource-records.js';
import type { Store } from '../engine/store.js';
import { clientException } from './client-exception.js';

// Bounds of the service model.
const SHARES = 500;
const DECAY_SECONDS = 604_800;
const RESERVED_PERCENT = 99;
const WEIGHT = { least: 0.0001, most: 999.9999 };

/** Who a job belongs to in a queue that shares fairly. */
export const shareIdentifier = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9]{1,255}\*?$/,
    ({ received }) => `must be 1 to 255 letters and digits, and may end with *, not ${received}`,
  ),
);

/** How a queue shares its capacity. */
export const fairsharePolicy = v.object({
  shareDecaySeconds: v.optional(wholeNumber(DECAY_SECONDS), 0),
  computeReservation: v.optional(wholeNumber(RESERVED_PERCENT), 0),
  shareDistribution: v.optional(
    v.pipe(
      v.array(
        v.object({
          shareIdentifier,
          weightFactor: v.optional(v.pipe(v.number(), v.minValue(WEIGHT.least), v.maxValue(WEIGHT.most)), 1),
        }),
      ),
      v.maxLength(SHARES),
      v.check(
        (shares) => overlapOf(shares.map((share) => share.shareIdentifier)) === undefined,
        ({ input }) => {
          const overlap = overlapOf(input.map((share) => share.shareIdentifier));
          return `the share identifiers ${overlap?.join(' and ')} overlap`;
        },
      ),
    ),
    [],
  ),
});

/**
 * Finds a scheduling policy by its ARN.
 *
 * @throws {@link LocalBatchError} `ClientException` if there is none.
 */
export function findSchedulingPolicy(arn: string, store: Store): SchedulingPolicy {
  const policy = store.schedulingPolicy(arn);
  if (!policy) throw clientException(`Scheduling policy ${arn} does not exist`);
  return policy;
}

function wholeNumber(most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));
}

function overlapOf(identifiers: readonly string[]): readonly [string, string] | undefined {
  for (const [index, one] of identifiers.entries()) {
    const other = identifiers
      .slice(index + 1)
      .find((later) => matchesPattern(one, later) || matchesPattern(later, one));
    if (other !== undefined) return [one, other];
  }
  return undefined;
}
