import { ListJobsCommand } from '@aws-sdk/client-batch';
import type { Api } from './api.js';

/** Ids of all jobs of a queue that are known, as ListJobs gives them: the newest first. */
export async function listQueue(api: Api, jobQueue: string): Promise<string[]> {
  const filters = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const input = { jobQueue, filters, ...(nextToken !== undefined && { nextToken }) };
    const page = await api.ask((client) => client.send(new ListJobsCommand(input)));
    ids.push(...(page.jobSummaryList ?? []).map(({ jobId = '' }) => jobId));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return ids;
}
