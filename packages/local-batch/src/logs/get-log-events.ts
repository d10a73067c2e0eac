import type { GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import type { LogFile } from './log-file.js';
import type { LogFolder } from './log-folder.js';
import { invalidParameter, notFound } from './logs-error.js';
import { PageBudget } from './page-budget.js';
import { commonMembers, parseLogsRequest } from './parse-logs-request.js';
import { readBackward, readForward } from './read-events.js';
import type { LogEvent } from './split-events.js';

const GetLogEventsRequest = v.object({
  ...commonMembers,
  logStreamName: v.string(),
  startFromHead: v.optional(v.boolean(), false),
});

/** Where reading goes on: from this byte of the file, to its end or to its beginning. */
interface Place {
  readonly direction: 'f' | 'b';
  readonly offset: number;
}

/**
 * GetLogEvents. A line carries no time of its own: its `timestamp` is when its file was made, which is not later than
 * the line, its `ingestionTime` when the file was last written to, which is not earlier. At either end the token that
 * leads there comes back as it was given. A last line without its end is an event as far as it goes.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export async function getLogEvents(body: unknown, folder: LogFolder): Promise<GetLogEventsResponse> {
  const request = parseLogsRequest(GetLogEventsRequest, body);
  await using file = await folder.open(request.logStreamName);
  if (file === undefined) throw notFound('log stream');
  const { createdAt: timestamp, modifiedAt: ingestionTime, size } = file;
  const place = placeOf(request.nextToken, size) ?? {
    direction: request.startFromHead ? 'f' : 'b',
    offset: request.startFromHead ? 0 : size,
  };
  const isInRange = request.startTime <= timestamp && timestamp < request.endTime;
  const page = isInRange
    ? await readPage(file, place, request.limit)
    : { events: [], start: place.offset, end: place.offset };
  return {
    events: page.events.map(({ message }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${page.end}`,
    nextBackwardToken: `b/${page.start}`,
  };
}

/** @returns The events in the order of the file, and the bytes from `start` to `end` that they were taken from. */
async function readPage(file: LogFile, { direction, offset }: Place, limit: number) {
  const isForward = direction === 'f';
  const budget = new PageBudget(limit);
  const events: LogEvent[] = [];
  let edge = offset;
  for await (const event of isForward ? readForward(file, offset) : readBackward(file, offset)) {
    if (!budget.take(event, event.message !== '')) break;
    if (event.message !== '') events.push(event);
    edge = isForward ? event.end : event.start;
  }
  return isForward
    ? { events, start: offset, end: edge }
    : { events: events.reverse(), start: edge, end: offset };
}

function placeOf(nextToken: string | undefined, size: number): Place | undefined {
  if (nextToken === undefined) return undefined;
  const [, direction, digits] = /^([fb])\/(\d{1,15})$/.exec(nextToken) ?? [];
  const offset = Number(digits);
  if (direction === undefined || offset > size) throw invalidParameter('The specified nextToken is invalid.');
  return { direction: direction === 'f' ? 'f' : 'b', offset };
}
