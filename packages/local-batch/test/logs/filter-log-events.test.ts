import { truncate } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import {
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLogBatch } from './start-log-batch.js';

let batch: Awaited<ReturnType<typeof startLogBatch>>;
beforeAll(async () => {
  batch = await startLogBatch();
  await batch.write('render/default/z', 'frame 1 done\nframe 2 failed\n');
  // Streams are told apart by when they were made.
  await delay(30);
  await batch.write('render/default/a', 'frame 3 done\nFRAME 4 done, "slowly"\n');
  await delay(30);
  await batch.write('compile/default/m', 'video done\n');
});
afterAll(() => batch[Symbol.asyncDispose]());

const logGroupName = '/aws/batch/job';
const filter = (more: Partial<FilterLogEventsCommandInput> = {}) =>
  batch.logs.send(new FilterLogEventsCommand({ logGroupName, ...more }));
const found = async (more: Partial<FilterLogEventsCommandInput>) =>
  (await filter(more)).events?.map(({ message }) => message);

describe('FilterLogEvents', () => {
  test('gives the events of all streams, the oldest stream first', async () => {
    const { events = [], searchedLogStreams, nextToken } = await filter();
    expect(events.map(({ logStreamName, message }) => [logStreamName, message])).toEqual([
      ['render/default/z', 'frame 1 done'],
      ['render/default/z', 'frame 2 failed'],
      ['render/default/a', 'frame 3 done'],
      ['render/default/a', 'FRAME 4 done, "slowly"'],
      ['compile/default/m', 'video done'],
    ]);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(5);
    expect(searchedLogStreams ?? []).toEqual([]);
    expect(nextToken).toBeUndefined();
  });

  test.each([
    ['done', ['frame 1 done', 'frame 3 done', 'FRAME 4 done, "slowly"', 'video done']],
    ['done frame', ['frame 1 done', 'frame 3 done']],
    ['"frame 2"', ['frame 2 failed']],
    ['"done, " "\\"slowly\\""', ['FRAME 4 done, "slowly"']],
    ['"."', []],
  ])('finds %s', async (filterPattern, expected) => {
    expect(await found({ filterPattern })).toEqual(expected);
  });

  test.each(['-done', '?a ?b', '%x%', '{ $.a = 1 }', '[a, b]', 'exit-code', '"open', '"a"b'])(
    'refuses the pattern %s, naming what it has',
    async (filterPattern) => {
      await expect(filter({ filterPattern })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringMatching(/^filterPattern: ".*" is no term; terms are words/),
      });
    },
  );

  test('looks at the streams that are named, or begin alike', async () => {
    expect(await found({ logStreamNames: ['compile/default/m', 'render/default/a'] })).toHaveLength(3);
    expect(await found({ logStreamNamePrefix: 'render/de' })).toHaveLength(4);
    await expect(filter({ logStreamNames: ['none'] })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(
      filter({ logStreamNames: ['compile/default/m'], logStreamNamePrefix: 'a' }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('looks at the streams that were made in the time range', async () => {
    const { events = [] } = await filter();
    const second = events[2]?.timestamp ?? 0;
    expect(await found({ startTime: second })).toHaveLength(3);
    // AWS: events later than endTime are not returned.
    expect(await found({ endTime: second })).toHaveLength(4);
  });

  test('leads through pages that together hold every match once', async () => {
    const pages: number[] = [];
    const input = { logGroupName, limit: 2, filterPattern: 'done' };
    for await (const { events = [] } of paginateFilterLogEvents({ client: batch.logs }, input)) {
      pages.push(events.length);
    }
    expect(pages).toEqual([2, 2]);
  });

  test('takes a token for the same question only', async () => {
    const { nextToken } = await filter({ limit: 1 });
    expect(nextToken).toBeDefined();
    await expect(filter({ limit: 1, nextToken, filterPattern: 'done' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    });
    await expect(filter({ nextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('ends a page that reads much and finds nothing, and goes on with the next', async () => {
    const file = await batch.write('huge/default/1', '');
    await truncate(file, 80 * 1024 * 1024);
    const input = { logGroupName, logStreamNamePrefix: 'huge/', filterPattern: 'absent' };
    const pages: number[] = [];
    for await (const { events = [] } of paginateFilterLogEvents({ client: batch.logs }, input)) {
      pages.push(events.length);
    }
    expect(pages).toEqual([0, 0, 0]);
  });
});
