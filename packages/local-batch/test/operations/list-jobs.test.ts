import { ListJobsCommand, type ListJobsCommandInput, paginateListJobs } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
let running: string;
let array: string;
const ended: string[] = [];

beforeAll(async () => {
  batch = await startTestBatch();
  await batch.register('long', 'setInterval(() => {}, 1000)');
  await batch.register('film', 'process.exit(Number(process.env.AWS_BATCH_JOB_ARRAY_INDEX ?? 0))');
  for (const jobName of ['film-1', 'film-2', 'other']) ended.push(await batch.submit('film', { jobName }));
  array = await batch.submit('film', { jobName: 'array', arrayProperties: { size: 3 } });
  running = await batch.submit('long', { jobName: 'Film-3' });
  await batch.waitFor(running, 'RUNNING');
  for (const jobId of [...ended, array]) await batch.waitForEnd(jobId);
});
afterAll(() => batch[Symbol.asyncDispose]());

const list = async (input: ListJobsCommandInput) => {
  const { jobSummaryList = [] } = await batch.client.send(new ListJobsCommand(input));
  return jobSummaryList.map(({ jobName, jobId }) => (input.arrayJobId ? jobId : jobName));
};
const filtered = (name: string, ...values: string[]) =>
  list({ jobQueue: 'local', filters: [{ name, values }], jobStatus: 'FAILED' });

describe('ListJobs', () => {
  test('lists RUNNING jobs when neither status nor filter is given', async () => {
    expect(await list({ jobQueue: 'local' })).toEqual(['Film-3']);
  });

  test('lists one status, newest first', async () => {
    expect(await list({ jobQueue: 'local', jobStatus: 'SUCCEEDED' })).toEqual(['other', 'film-2', 'film-1']);
  });

  test('finds names ignoring case, by prefix with a star, in any status', async () => {
    expect(await filtered('JOB_NAME', 'FILM-*')).toEqual(['Film-3', 'film-2', 'film-1']);
    expect(await filtered('JOB_NAME', 'film')).toEqual([]);
  });

  test('finds the jobs of a definition, by name or ARN', async () => {
    expect(await filtered('JOB_DEFINITION', 'long')).toEqual(['Film-3']);
    const arn = 'arn:aws:batch:us-east-1:000000000000:job-definition/long';
    expect(await filtered('JOB_DEFINITION', `${arn}:1`)).toEqual(['Film-3']);
    expect(await filtered('JOB_DEFINITION', `${arn}:2`)).toEqual([]);
    expect(await filtered('JOB_DEFINITION', 'Long')).toEqual([]);
  });

  test('finds jobs made before or after a moment, given in milliseconds', async () => {
    const { createdAt } = await batch.describe(running);
    expect(await filtered('AFTER_CREATED_AT', '0')).toHaveLength(5);
    expect(await filtered('AFTER_CREATED_AT', String(createdAt))).toEqual([]);
    expect(await filtered('BEFORE_CREATED_AT', '1')).toEqual([]);
  });

  test('lists the children of an array by status; filters do not apply to them', async () => {
    expect(await list({ arrayJobId: array, jobStatus: 'FAILED' })).toEqual([`${array}:1`, `${array}:2`]);
    expect(await list({ arrayJobId: array })).toEqual([]);
    const filters = [{ name: 'JOB_NAME', values: ['nothing'] }];
    expect(await list({ arrayJobId: array, jobStatus: 'SUCCEEDED', filters })).toEqual([`${array}:0`]);
  });

  test('pages without gaps or repeats, and gives no token on the last page', async () => {
    const pages: (string | undefined)[][] = [];
    const input = { jobQueue: 'local', filters: [{ name: 'AFTER_CREATED_AT', values: ['0'] }] };
    for await (const page of paginateListJobs({ client: batch.client, pageSize: 2 }, input)) {
      pages.push(page.jobSummaryList?.map(({ jobName }) => jobName) ?? []);
    }
    expect(pages).toEqual([['Film-3', 'array'], ['other', 'film-2'], ['film-1']]);
    const { nextToken } = await batch.client.send(new ListJobsCommand({ ...input, maxResults: 5 }));
    expect(nextToken).toBeUndefined();
  });

  test('takes a token only for the request it was given for', async () => {
    const input = { jobQueue: 'local', jobStatus: 'SUCCEEDED', maxResults: 1 } as const;
    const { nextToken } = await batch.client.send(new ListJobsCommand(input));
    expect(await list({ ...input, nextToken })).toEqual(['film-2']);
    await expect(list({ ...input, jobStatus: 'FAILED', nextToken })).rejects.toThrow(
      'was not given for this request',
    );
  });

  test.each<[ListJobsCommandInput, string]>([
    [{}, 'Exactly one of jobQueue and arrayJobId'],
    [{ jobQueue: 'local', arrayJobId: 'x' }, 'Exactly one of jobQueue and arrayJobId'],
    [{ jobQueue: 'nowhere' }, 'Job queue nowhere does not exist'],
    [{ jobQueue: 'local', nextToken: 'forged' }, 'nextToken "forged" was not given for this request'],
    [{ jobQueue: 'local', filters: [{ name: 'JOB_NAME', values: ['a', 'b'] }] }, 'more than one value'],
    [
      { jobQueue: 'local', filters: [{ name: 'JOB_NAME' }, { name: 'JOB_DEFINITION' }] },
      'Only one filter key-value pair can be specified.',
    ],
    [
      { jobQueue: 'local', filters: [{ name: 'job_name', values: ['a'] }] },
      'Filter job_name is not supported',
    ],
    [{ jobQueue: 'local', filters: [{ name: 'AFTER_CREATED_AT', values: ['today'] }] }, 'not "today"'],
  ])('refuses %o', async (input, message) => {
    await expect(list(input)).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringContaining(message),
    });
  });
});
