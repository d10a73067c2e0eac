import { ListTagsForResourceCommand } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';
import { type SentRequest, signedFetch } from './signed-fetch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch();
});
afterAll(() => batch[Symbol.asyncDispose]());

const path = '/v1/describejobqueues';

describe('a request', () => {
  test('that is signed lately with the credentials of this start is answered', async () => {
    expect(await signedFetch(batch, { path })).toMatchObject({ status: 200 });
    const nearly = new Date(Date.now() - 4 * 60_000);
    expect(await signedFetch(batch, { path, date: nearly })).toMatchObject({ status: 200 });
  });

  test.each<[string, Partial<SentRequest>, string]>([
    ['is not signed', { isUnsigned: true }, 'MissingAuthenticationTokenException'],
    [
      'has another key id',
      { credentials: { accessKeyId: 'AKIAELSEWHERE', secretAccessKey: 'anything' } },
      'UnrecognizedClientException',
    ],
    ['is six minutes old', { date: new Date(Date.now() - 360_000) }, 'InvalidSignatureException'],
    ['is six minutes early', { date: new Date(Date.now() + 360_000) }, 'InvalidSignatureException'],
    ['has another body', { forged: { body: '{"jobQueues":[]}' } }, 'InvalidSignatureException'],
    ['goes to another path', { forged: { path: '/v1/describejobs' } }, 'InvalidSignatureException'],
    ['has another query', { forged: { path: `${path}?a=b` } }, 'InvalidSignatureException'],
    ['was given __proto__', { forged: { path: `${path}?__proto__=a` } }, 'IncompleteSignatureException'],
    [
      'was given another signature',
      { forged: { path: `${path}?X-Amz-Signature=a` } },
      'IncompleteSignatureException',
    ],
    [
      'has a changed header',
      { forged: { headers: { 'x-amz-date': 'soon' } } },
      'IncompleteSignatureException',
    ],
    [
      'has a basic login',
      { forged: { headers: { authorization: 'Basic YTpi' } } },
      'IncompleteSignatureException',
    ],
  ])('that %s is refused with AWS’s own code', async (_, changes, code) => {
    const answer = await signedFetch(batch, { path, ...changes });
    expect(answer).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': code } });
    expect(JSON.parse(answer.text)).toMatchObject({ __type: code });
  });

  test('with another secret is refused', async () => {
    const { accessKeyId } = batch.credentials;
    const credentials = { accessKeyId, secretAccessKey: 'not the secret' };
    const answer = await signedFetch(batch, { path, credentials });
    expect(answer).toMatchObject({
      status: 403,
      headers: { 'x-amzn-errortype': 'InvalidSignatureException' },
    });
  });

  test('of the SDK whose path holds a percent-encoded ARN passes', async () => {
    const resourceArn = 'arn:aws:batch:us-east-1:000000000000:job-queue/local';
    const answer = await batch.client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(answer.tags).toEqual({});
  });
});

test('credentials of one’s own are taken', async () => {
  const credentials = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'known beforehand' };
  await using mine = await startTestBatch({ credentials });
  expect(mine.credentials).toEqual(credentials);
  expect(await signedFetch(mine, { path })).toMatchObject({ status: 200 });
});
