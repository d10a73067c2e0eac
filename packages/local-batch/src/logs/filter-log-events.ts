import { createHash } from 'node:crypto';
import type { FilteredLogEvent, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import { readFilterPattern } from './filter-pattern.js';
import type { LogFile } from './log-file.js';
import { byAge, type LogFolder, type LogStream } from './log-folder.js';
import { invalidParameter, notFound } from './logs-error.js';
import { PageBudget } from './page-budget.js';
import { commonMembers, parseLogsRequest } from './parse-logs-request.js';
import { readForward } from './read-events.js';
import type { LogEvent } from './split-events.js';

const LONGEST_PATTERN = 1024;

const FilterLogEventsRequest = v.object({
  ...commonMembers,
  logStreamNames: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(100))),
  logStreamNamePrefix: v.optional(v.string()),
  filterPattern: v.optional(v.pipe(v.string(), v.maxLength(LONGEST_PATTERN)), ''),
});

type Request = v.InferOutput<typeof FilterLogEventsRequest>;

/** Where the next page begins. */
const Token = v.tuple([
  v.string(),
  v.object({
    name: v.string(),
    createdAt: v.number(),
    offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
]);

/**
 * FilterLogEvents, stream after stream, the oldest first. Times are those of GetLogEvents, so that a stream is within the
 * time range or not as a whole. A page may be empty although a `nextToken` says that there is more.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function filterLogEvents(body: unknown, folder: LogFolder): Promise<FilterLogEventsResponse> {
  const request = parseLogsRequest(FilterLogEventsRequest, body);
  const isMatch = readFilterPattern(request.filterPattern);
  const from = placeOf(request);
  const budget = new PageBudget(request.limit);
  const events: FilteredLogEvent[] = [];
  for (const stream of await streamsOf(request, folder)) {
    const { name, createdAt } = stream;
    const isInRange = request.startTime <= createdAt && createdAt <= request.endTime;
    if (!isInRange || (from && byAge(stream, from) < 0)) continue;
    const offset = name === from?.name ? from.offset : 0;
    if (!budget.open()) return { events, nextToken: tokenOf(request, stream, offset) };
    await using file = await folder.open(name);
    if (file === undefined) continue;
    for await (const event of readForward(file, offset)) {
      const isWanted = event.message !== '' && isMatch(event.message);
      if (!budget.take(event, isWanted)) return { events, nextToken: tokenOf(request, stream, event.start) };
      if (isWanted) events.push(filteredEvent(stream, file, event));
    }
  }
  return { events };
}

async function streamsOf(request: Request, folder: LogFolder): Promise<readonly LogStream[]> {
  const { logStreamNames, logStreamNamePrefix } = request;
  if (logStreamNames === undefined) return folder.streams(logStreamNamePrefix ?? '');
  if (logStreamNamePrefix !== undefined) {
    throw invalidParameter('Give either logStreamNames or logStreamNamePrefix, not both');
  }
  const streams: LogStream[] = [];
  for (const name of new Set(logStreamNames)) {
    await using file = await folder.open(name);
    if (file === undefined) throw notFound('log stream');
    streams.push({ name, createdAt: file.createdAt });
  }
  return streams.sort(byAge);
}

function filteredEvent({ name, createdAt }: LogStream, file: LogFile, event: LogEvent): FilteredLogEvent {
  return {
    logStreamName: name,
    timestamp: createdAt,
    message: event.message,
    ingestionTime: file.modifiedAt,
    eventId: `${name}:${event.start}-${event.end}`,
  };
}

/** What the request asks for: a token is good for the same question only. */
function questionOf(request: Request): string {
  const { logStreamNames, logStreamNamePrefix, filterPattern, startTime, endTime } = request;
  const question = JSON.stringify([logStreamNames, logStreamNamePrefix, filterPattern, startTime, endTime]);
  return createHash('sha256').update(question).digest('base64url');
}

function tokenOf(request: Request, { name, createdAt }: LogStream, offset: number): string {
  const token: v.InferInput<typeof Token> = [questionOf(request), { name, createdAt, offset }];
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function placeOf(request: Request): (LogStream & { readonly offset: number }) | undefined {
  if (request.nextToken === undefined) return undefined;
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), Token), decode(request.nextToken));
  if (result.success && result.output[0] === questionOf(request)) return result.output[1];
  throw invalidParameter('The specified nextToken is invalid.');
}

function decode(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}
