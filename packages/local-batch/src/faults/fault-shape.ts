import * as v from 'valibot';
import { OPERATION_NAMES } from '../operations/operation-names.js';

const DAY_MS = 86_400_000;
/** The notice of EC2 Spot, and Fargate's longest stop timeout. */
const LONGEST_NOTICE_SECONDS = 120;

const times = v.custom<number | 'always'>(
  (input) => input === 'always' || (Number.isSafeInteger(input) && Number(input) >= 1),
  ({ received }) => `Expected a whole number of at least 1 or "always" but received ${received}`,
);
const afterMs = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(DAY_MS)), 0);
const duration = v.pipe(v.number(), v.minValue(1), v.maxValue(DAY_MS));

const ofJob = {
  job: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  child: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9_999))),
  attempt: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)), 1),
  times: v.optional(times, 1),
};

const ofCalls = {
  operation: v.optional(
    v.picklist(
      OPERATION_NAMES,
      ({ received }) => `Expected an operation such as SubmitJob but received ${received}`,
    ),
  ),
  rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  times: v.optional(times),
};

/** Every kind of fault by its members. */
export const faultShapes = {
  'spot-loss': v.strictObject({
    kind: v.literal('spot-loss'),
    ...ofJob,
    platform: v.optional(v.picklist(['EC2', 'FARGATE']), 'EC2'),
    afterMs,
    noticeSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_NOTICE_SECONDS))),
  }),
  'out-of-memory': v.strictObject({ kind: v.literal('out-of-memory'), ...ofJob, afterMs }),
  'slow-runnable': v.strictObject({ kind: v.literal('slow-runnable'), ...ofJob, forMs: duration }),
  'slow-start': v.strictObject({ kind: v.literal('slow-start'), ...ofJob, forMs: duration }),
  throttle: v.strictObject({ kind: v.literal('throttle'), ...ofCalls }),
  'lost-answer': v.strictObject({ kind: v.literal('lost-answer'), ...ofCalls }),
  'server-error': v.strictObject({
    kind: v.literal('server-error'),
    ...ofCalls,
    when: v.optional(v.picklist(['before', 'after']), 'before'),
  }),
  'list-lag': v.strictObject({
    kind: v.literal('list-lag'),
    lagMs: duration,
    times: v.optional(times, 1),
  }),
};

/** A kind of fault. */
export type FaultKind = keyof typeof faultShapes;

type WithTimes<TParsed> = TParsed extends unknown
  ? Omit<TParsed, 'times'> & { readonly times: number | 'always' }
  : never;

/** The checked fault of a kind, with its defaults. */
export type CheckedFault<TKind extends FaultKind = FaultKind> = Extract<
  WithTimes<v.InferOutput<(typeof faultShapes)[FaultKind]>>,
  { readonly kind: TKind }
>;
