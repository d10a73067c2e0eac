import { appendFile, truncate } from 'node:fs/promises';
import {
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  type GetLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedFetch } from '../http/signed-fetch.js';
import { startLogBatch } from './start-log-batch.js';

let batch: Awaited<ReturnType<typeof startLogBatch>>;
beforeAll(async () => {
  batch = await startLogBatch();
  await batch.write('ten', 'abcdefghij'.replace(/./g, '$&\n'));
});
afterAll(() => batch[Symbol.asyncDispose]());

const logGroupName = '/aws/batch/job';
const get = (logStreamName: string, more: Partial<GetLogEventsCommandInput> = {}) =>
  batch.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, ...more }));
const messages = ({ events = [] }: GetLogEventsCommandOutput) => events.map(({ message }) => message);

describe('GetLogEvents', () => {
  test('gives what a job wrote, line by line, with times around those of the lines', async () => {
    const before = Date.now();
    await batch.register('both', 'console.log("out ü\\n"); console.error("err")');
    const jobId = await batch.submit('both');
    const { container } = await batch.waitFor(jobId, 'SUCCEEDED');
    const answer = await get(container?.logStreamName ?? '');
    expect(messages(answer)).toEqual(['out ü', 'err']);
    const { timestamp = 0, ingestionTime = 0 } = answer.events?.[0] ?? {};
    // The kernel's clock for files ticks a few milliseconds behind.
    expect(timestamp).toBeGreaterThanOrEqual(before - 20);
    expect(ingestionTime).toBeGreaterThanOrEqual(timestamp);
    expect(ingestionTime).toBeLessThanOrEqual(Date.now());
  });

  test('gives the latest events in their order, or the first ones from the head', async () => {
    expect(messages(await get('ten', { limit: 3 }))).toEqual(['h', 'i', 'j']);
    expect(messages(await get('ten', { limit: 3, startFromHead: true }))).toEqual(['a', 'b', 'c']);
  });

  test('leads forward to the end, where the token repeats until there is more', async () => {
    const file = await batch.write('growing', 'a\nb\nc\n');
    let answer = await get('growing', { limit: 2, startFromHead: true });
    expect(messages(answer)).toEqual(['a', 'b']);
    answer = await next('growing', answer.nextForwardToken);
    expect(messages(answer)).toEqual(['c']);
    const end = answer.nextForwardToken;
    answer = await next('growing', end);
    expect(answer).toMatchObject({ events: [], nextForwardToken: end });
    await appendFile(file, 'd\n');
    answer = await next('growing', end);
    expect(messages(answer)).toEqual(['d']);
    expect(messages(await next('growing', answer.nextBackwardToken))).toEqual(['b', 'c']);
  });

  test('leads backward to the beginning, where the token repeats', async () => {
    let answer = await get('ten', { limit: 8 });
    answer = await next('ten', answer.nextBackwardToken);
    expect(messages(answer)).toEqual(['a', 'b']);
    const beginning = answer.nextBackwardToken;
    expect(await next('ten', beginning)).toMatchObject({ events: [], nextBackwardToken: beginning });
    expect(messages(await next('ten', answer.nextForwardToken))).toEqual(['c', 'd']);
  });

  const next = (name: string, nextToken: string | undefined) => get(name, { nextToken, limit: 2 });

  test('gives a stream within the time range, and nothing of another', async () => {
    const { events = [] } = await get('ten');
    const time = events[0]?.timestamp ?? 0;
    expect((await get('ten', { startTime: time, endTime: time + 1 })).events).toHaveLength(10);
    expect(await get('ten', { startTime: time + 1 })).toMatchObject({ events: [] });
    // AWS: events at endTime are not included.
    expect(await get('ten', { endTime: time })).toMatchObject({ events: [] });
  });

  test('answers a page of at most 10,000 events and 1 MiB', async () => {
    await batch.write('many', 'x\n'.repeat(10_001));
    expect((await get('many')).events).toHaveLength(10_000);
    await batch.write('wide', `${'x'.repeat(100_000)}\n`.repeat(12));
    expect((await get('wide')).events).toHaveLength(10);
  });

  test('reads the end of a log that is larger than any memory', async () => {
    const file = await batch.write('huge', 'first\n');
    await truncate(file, 2 ** 40);
    await appendFile(file, '\nlast but one\nlast');
    expect(messages(await get('huge', { limit: 2 }))).toEqual(['last but one', 'last']);
    expect(messages(await get('huge', { limit: 1, startFromHead: true }))).toEqual(['first']);
    const zeros = await get('huge', { limit: 2, startFromHead: true });
    expect(zeros.events?.[1]?.message?.length).toBeLessThanOrEqual(256 * 1024);
  });
});

describe('a request for logs is refused', () => {
  test('by the names CloudWatch Logs has for it', async () => {
    await expect(get('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
    await expect(get('ten', { logGroupName: '/aws/lambda/x' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await expect(get('ten', { limit: 10_001 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(/^limit: .*10000.*10001/),
    });
    for (const nextToken of ['f/99', 'f/-1', 'x']) {
      await expect(get('ten', { nextToken })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    await expect(get('../ten')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('when its operation is another one, which is named', async () => {
    await expect(batch.logs.send(new DescribeLogStreamsCommand({ logGroupName }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('Logs_20140328.DescribeLogStreams is not supported'),
    });
  });

  test('in JSON 1.1 from the first check on', async () => {
    const headers = { 'x-amz-target': 'Logs_20140328.GetLogEvents' };
    const unsigned = await signedFetch(batch, { path: '/', headers, isUnsigned: true });
    expect(unsigned).toMatchObject({
      status: 403,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
    });
    expect(JSON.parse(unsigned.text)).toHaveProperty('__type', 'MissingAuthenticationTokenException');
    const garbled = await signedFetch(batch, { path: '/', headers, body: '{' });
    expect(JSON.parse(garbled.text)).toEqual({
      __type: 'SerializationException',
      message: 'The request body is not JSON',
    });
  });
});
