import * as v from 'valibot';
import { ACCOUNT, REGION } from '../engine/arn.js';
import { invalidParameter, notFound } from './logs-error.js';
import { MOST_EVENTS } from './page-budget.js';

/** The group of all jobs. https://docs.aws.amazon.com/batch/latest/userguide/using_cloudwatch_logs.html */
const LOG_GROUP = '/aws/batch/job';
const LOG_GROUP_ARN = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${LOG_GROUP}`;

/** Epoch milliseconds. */
const timestamp = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How a log group is named, and how many events are asked for: what both operations take. */
export const commonMembers = {
  logGroupName: v.optional(v.string()),
  logGroupIdentifier: v.optional(v.string()),
  startTime: v.optional(timestamp, 0),
  endTime: v.optional(timestamp, Number.MAX_SAFE_INTEGER),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_EVENTS)), MOST_EVENTS),
  nextToken: v.optional(v.string()),
};

type LogsShape = v.GenericSchema<
  unknown,
  { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined }
>;

/**
 * Reads a request by its shape, and checks that it is for the log group of AWS Batch.
 *
 * @throws {@link LocalBatchError} `InvalidParameterException` naming the first wrong member; `ResourceNotFoundException`
 *   for any other log group.
 */
export function parseLogsRequest<TShape extends LogsShape>(
  shape: TShape,
  body: unknown,
): v.InferOutput<TShape> {
  const result = v.safeParse(shape, body, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    throw invalidParameter(path === null ? issue.message : `${path}: ${issue.message}`);
  }
  const { logGroupName, logGroupIdentifier } = result.output;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter('Give either logGroupName or logGroupIdentifier');
  }
  const isOurs =
    logGroupName === undefined
      ? [LOG_GROUP, LOG_GROUP_ARN].includes(logGroupIdentifier ?? '')
      : logGroupName === LOG_GROUP;
  if (!isOurs) throw notFound('log group');
  return result.output;
}
