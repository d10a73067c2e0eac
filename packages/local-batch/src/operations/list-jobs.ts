import type { ListJobsResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import type { NumberedJob } from '../engine/job-list.js';
import { type JobRecord, requestOf } from '../engine/job-record.js';
import { JOB_STATES } from '../engine/job-state.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { jobFilter } from './job-filter.js';
import { findJobQueue } from './job-queue-shapes.js';
import { jobSummary } from './job-summary.js';
import { positionOf, takePage } from './page.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { reference } from './shapes.js';

// Page caps of the service model: by status, and by filter.
const STATUS_PAGE = 1000;
const FILTER_PAGE = 100;

const ListJobsRequest = v.object({
  jobQueue: v.optional(reference),
  arrayJobId: v.optional(reference),
  jobStatus: v.optional(v.picklist(JOB_STATES)),
  filters: v.optional(
    v.array(v.object({ name: v.string(), values: v.optional(v.array(v.string()), []) })),
    [],
  ),
  maxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), STATUS_PAGE),
  nextToken: v.optional(v.string()),
});

type ListJobsInput = v.InferOutput<typeof ListJobsRequest>;

/** ListJobs of a queue, newest first, or of an array's children, by index. RUNNING ones unless asked otherwise. */
export function listJobs({ body }: OperationRequest, context: OperationContext): ListJobsResponse {
  refuseUnsupported(body, ['multiNodeJobId']);
  const request = parseRequest(ListJobsRequest, body);
  const { jobQueue, arrayJobId, jobStatus, filters, nextToken } = request;
  const scope = JSON.stringify([jobQueue, arrayJobId, jobStatus, filters]);
  const from = positionOf(nextToken, scope);
  const isFiltered = arrayJobId === undefined && filters.length > 0;
  const maxResults = Math.min(request.maxResults, isFiltered ? FILTER_PAGE : STATUS_PAGE);
  const { items, ...rest } = takePage(entriesOf(request, context, from), { maxResults, scope });
  return { jobSummaryList: items.map(jobSummary), ...rest };
}

function entriesOf(request: ListJobsInput, { store, beginList }: OperationContext, from: number | undefined) {
  const { jobQueue, arrayJobId, jobStatus = 'RUNNING', filters } = request;
  const isShown = beginList();
  const hasStatus = (job: JobRecord) => job.state === jobStatus && isShown(requestOf(job));
  if ((jobQueue === undefined) === (arrayJobId === undefined)) {
    throw clientException('Exactly one of jobQueue and arrayJobId must be given');
  }
  if (arrayJobId !== undefined) {
    const parent = store.jobs.find(arrayJobId);
    // Filters do not apply to children, says the service model.
    return upwards(parent?.kind === 'array' ? parent.children : [], from ?? 0, hasStatus);
  }
  const jobs = store.jobs.ofQueue(findJobQueue(jobQueue ?? '', store).name, from);
  if (filters.length === 0) return wanted(jobs, hasStatus);
  const isMatch = jobFilter(filters);
  // Every other filter has the status ignored.
  const isOfAnyStatus = request.jobStatus === undefined || filters[0]?.name !== 'SHARE_IDENTIFIER';
  const isWanted = (job: JobRecord) =>
    isMatch(requestOf(job)) && (isOfAnyStatus ? isShown(requestOf(job)) : hasStatus(job));
  return wanted(jobs, isWanted);
}

type Entries = Generator<readonly [number, JobRecord]>;

function* upwards(jobs: readonly JobRecord[], from: number, isWanted: (job: JobRecord) => boolean): Entries {
  for (let position = from; position < jobs.length; position++) {
    const job = jobs[position];
    if (job && isWanted(job)) yield [position, job];
  }
}

function* wanted(jobs: Iterable<NumberedJob>, isWanted: (job: JobRecord) => boolean): Entries {
  for (const entry of jobs) if (isWanted(entry[1])) yield entry;
}
