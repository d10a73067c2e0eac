import { ListJobsCommand, type ListJobsCommandInput } from '@aws-sdk/client-batch';
import type { Endpoint } from './endpoint.js';
import { refused } from './expect.js';
import { MODEL, type Rule } from './rule.js';

/** The jobs of a page, as ListJobs shows them. */
export async function list({ client }: Endpoint, input: ListJobsCommandInput) {
  return (await client.send(new ListJobsCommand(input))).jobSummaryList ?? [];
}

/** Their ids. */
export async function idsOf(endpoint: Endpoint, input: ListJobsCommandInput) {
  return (await list(endpoint, input)).map(({ jobId }) => jobId);
}

/** What ListJobs is asked for with one filter of one value. */
export function filtered(jobQueue: string, name: string, value: string) {
  return { jobQueue, filters: [{ name, values: [value] }] };
}

/** A rule that ListJobs refuses something, of the shared queue unless it says otherwise. */
export function listRefused(
  id: string,
  rule: string,
  input: ListJobsCommandInput,
  message?: string,
  source = MODEL,
): Rule {
  const check: Rule['check'] = (endpoint) =>
    refused(list(endpoint, { jobQueue: endpoint.queue, ...input }), message);
  return { id, section: '4.8', rule, source, check };
}
