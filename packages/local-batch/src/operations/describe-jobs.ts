import type { DescribeJobsResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import type { OperationContext, OperationRequest } from './context.js';
import { jobDetail } from './job-detail.js';
import { parseRequest } from './parse-request.js';

const DescribeJobsRequest = v.object({
  // Two spaces, as the real service writes it.
  jobs: v.pipe(v.array(v.string()), v.maxLength(100, 'Maximum number of jobs supported is  100')),
});

/** DescribeJobs: up to 100 ids, of children too; unknown ones are left out. */
export function describeJobs({ body }: OperationRequest, { store }: OperationContext): DescribeJobsResponse {
  const { jobs } = parseRequest(DescribeJobsRequest, body);
  return { jobs: [...new Set(jobs)].flatMap((jobId) => store.jobs.find(jobId) ?? []).map(jobDetail) };
}
