import * as v from 'valibot';
import { recordOf } from '../record-of.js';

/** Name of a queue, compute environment, job definition or scheduling policy. */
export const resourceName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,128}$/));

/** Name of a job. */
export const jobName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/));

/** A reference by name, id or ARN. */
export const reference = v.pipe(v.string(), v.nonEmpty('must not be empty'));

/** Values of `Ref::name` placeholders. */
export const parameters = recordOf(v.string(), v.string());

// Of the service model, for all resources.
const TAGS = 50;

/** A tag's key. */
export const tagKey = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(128),
  v.regex(/^(?!aws:)/i, ({ received }) => `a tag's key cannot begin with aws:, as ${received} does`),
);

/** Up to 50 tags. */
export const tags = v.pipe(recordOf(tagKey, v.pipe(v.string(), v.maxLength(256))), v.maxEntries(TAGS));

/** A container's variables. */
export const environment = v.array(
  v.object({ name: v.pipe(v.string(), v.regex(/^[^=\0]+$/)), value: v.optional(withoutNul(), '') }),
);

/** A container's command; AWS Batch refuses an empty element. */
export const command = v.array(v.pipe(withoutNul(), v.nonEmpty('must not be empty')));

/**
 * Amounts, which Batch writes as strings. What is in use is added up, which is exact only while no amount is so large that
 * another one is lost beside it.
 */
export const resourceRequirements = v.array(
  v.variant('type', [
    v.object({
      type: v.literal('VCPU'),
      value: amount(/^(?=.*[1-9])\d{1,9}(\.\d{1,9})?$/, 'a number above 0, to 999999999'),
    }),
    v.object({
      type: v.literal('MEMORY'),
      value: amount(/^([4-9]|[1-9]\d{1,8})$/, 'whole MiB, 4 to 999999999'),
    }),
    v.object({ type: v.literal('GPU'), value: amount(/^[1-9]\d{0,8}$/, 'a whole number, 1 to 999999999') }),
  ]),
);

const LARGEST_AMOUNT = 999_999_999;

/** MiB, in the deprecated member that is a number. */
export const memory = wholeAmount(4);

/** vCPUs, in the deprecated member that is a number. */
export const vcpus = wholeAmount(1);

/** How urgent a job is among those of its share identifier. */
export const schedulingPriority = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9999));

/** How often a job may run, and which endings allow it. */
export const retryStrategy = v.pipe(
  v.object({
    attempts: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10))),
    evaluateOnExit: v.optional(v.pipe(v.array(exitRule()), v.maxLength(5)), []),
  }),
  v.check(
    ({ attempts, evaluateOnExit }) => attempts !== undefined || evaluateOnExit.length === 0,
    'RetryAttempts must be provided with retry strategy',
  ),
  v.transform(({ attempts = 1, evaluateOnExit }) => ({ attempts, evaluateOnExit })),
);

/** How long one attempt may run. `minimumSeconds` is 60 on AWS, which names no maximum. */
export function timeout(minimumSeconds: number) {
  return v.object({ attemptDurationSeconds: v.pipe(v.number(), v.integer(), v.minValue(minimumSeconds)) });
}

/** Whether a queue or compute environment takes work. */
export const resourceState = v.picklist(['ENABLED', 'DISABLED']);

/** How many queues or definitions one answer holds. */
export const pageSize = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 100);

// A NUL cannot be handed to a process, whatever its operating system.
function withoutNul() {
  return v.pipe(v.string(), v.regex(/^[^\0]*$/));
}

/** A number from `least` to 999,999,999. */
export function wholeAmount(least: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(LARGEST_AMOUNT));
}

function amount(pattern: RegExp, allowed: string) {
  return v.pipe(
    v.string(),
    v.regex(pattern, ({ received }) => `must be ${allowed}, written as a string, not ${received}`),
  );
}

function exitRule() {
  const text = v.pipe(v.string(), v.maxLength(512), v.regex(/^[A-Za-z0-9.:\s]*\*?$/));
  return v.object({
    onExitCode: v.optional(v.pipe(v.string(), v.maxLength(512), v.regex(/^(\d+\*?|\*)$/))),
    onReason: v.optional(text),
    onStatusReason: v.optional(text),
    action: v.pipe(v.string(), v.toUpperCase(), v.picklist(['RETRY', 'EXIT'])),
  });
}
