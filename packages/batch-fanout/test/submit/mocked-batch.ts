import {
  BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  ListJobsCommand,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { mockClient } from 'aws-sdk-client-mock';

/** A client whose answers are made by hand: as much of AWS Batch as submitting needs. */
export function mockedBatch() {
  const client = new BatchClient({ region: 'eu-central-1' });
  // Not the class, which other tests of this process use.
  const mock = mockClient(client);
  const jobs = new Map<string, JobDetail>();

  mock.on(SubmitJobCommand).callsFake((input) => {
    const jobId = `job-${jobs.size + 1}`;
    const { jobName, jobQueue, jobDefinition, dependsOn, tags, containerOverrides } = input;
    const container = { environment: containerOverrides?.environment };
    const detail = { jobId, jobName, jobQueue, jobDefinition, dependsOn, tags, container };
    jobs.set(jobId, { ...detail, status: 'SUBMITTED', createdAt: jobs.size, startedAt: 0 });
    return { jobId, jobName };
  });
  mock.on(DescribeJobsCommand).callsFake(({ jobs: ids }: { jobs: string[] }) => ({
    jobs: ids.flatMap((id) => jobs.get(id) ?? []),
  }));
  mock.on(ListJobsCommand).callsFake(({ filters, jobQueue }) => {
    const prefix = String(filters[0].values[0]).slice(0, -1).toLowerCase();
    return {
      jobSummaryList: [...jobs.values()].filter(
        (job) => job.jobQueue === jobQueue && job.jobName?.toLowerCase().startsWith(prefix),
      ),
    };
  });
  mock.on(TerminateJobCommand).callsFake(({ jobId, reason }) => {
    Object.assign(jobs.get(jobId) ?? {}, { status: 'FAILED', statusReason: reason });
    return {};
  });
  return { mock, jobs, client };
}
