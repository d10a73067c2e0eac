import { describe, expect, test } from 'vitest';
import { signedFetch } from './http/signed-fetch.js';
import { startTestBatch } from './start-test-batch.js';

/** Names like any other, which objects have a meaning of their own for. */
const NAMES = ['__proto__', 'prototype', 'constructor'] as const;
const namedAll = <T>(value: T): Record<string, T> =>
  Object.fromEntries(NAMES.map((name) => [name, value] as const));

describe('a name that JavaScript’s objects know', () => {
  test('is kept in tags and parameters', async () => {
    await using batch = await startTestBatch();
    const say = `console.log(JSON.stringify(process.argv.slice(1)))`;
    const command = [say, '--', ...NAMES.map((name) => `Ref::${name}`)];
    await batch.register('say', '', { containerProperties: { image: 'node', command } });
    // An SDK would lose such names itself.
    const send = async (path: string, request: object) =>
      JSON.parse((await signedFetch(batch, { path, body: JSON.stringify(request) })).text);
    const target = { jobName: 'names', jobQueue: 'local', jobDefinition: 'say' };
    const named = { tags: namedAll('a'), parameters: namedAll('b') };
    const { jobId } = await send('/v1/submitjob', { ...target, ...named });
    const [job] = (await send('/v1/describejobs', { jobs: [jobId] })).jobs;
    expect(Object.entries(job.tags)).toEqual(Object.entries(namedAll('a')));
    expect(Object.entries(job.parameters)).toEqual(Object.entries(namedAll('b')));
    await batch.waitFor(jobId, 'SUCCEEDED');
    expect(JSON.parse(await batch.log(jobId))).toEqual(['b', 'b', 'b']);
    const refused = await send('/v1/submitjob', { ...target, tags: namedAll(1) });
    expect(refused.message).toContain('tags.__proto__: Invalid type: Expected string but received 1');
  });

  test('is kept as an image and as a variable of every job', async () => {
    const images = namedAll([process.execPath, '-e']);
    await using batch = await startTestBatch({ images, environment: namedAll('c') });
    for (const image of NAMES) {
      const command = [`console.log(JSON.stringify(${JSON.stringify(NAMES)}.map((n) => process.env[n])))`];
      await batch.register('show', '', { containerProperties: { image, command } });
      const jobId = await batch.submit('show');
      await batch.waitFor(jobId, 'SUCCEEDED');
      expect(JSON.parse(await batch.log(jobId))).toEqual(['c', 'c', 'c']);
    }
  });
});
