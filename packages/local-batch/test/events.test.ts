import { describe, expect, test } from 'vitest';
import { startTestBatch } from './start-test-batch.js';

describe('events', () => {
  test('tell every change of state in order, of parents too, in the shape of EventBridge', async () => {
    await using batch = await startTestBatch({ slots: 1 });
    await batch.register('work', 'process.exit(process.env.AWS_BATCH_JOB_ATTEMPT === "1" ? 1 : 0)', {
      retryStrategy: { attempts: 2 },
    });
    const events = batch.events();
    const jobId = await batch.submit('work', { arrayProperties: { size: 2 } });
    const seen: string[] = [];
    for await (const event of events) {
      expect(event).toMatchObject({
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Batch Job State Change',
        source: 'aws.batch',
        account: '000000000000',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
        resources: [`arn:aws:batch:us-east-1:000000000000:job/${event.detail.jobId}`],
      });
      seen.push(`${event.detail.jobId?.slice(jobId.length)} ${event.detail.status}`);
      if (event.detail.jobId === jobId && event.detail.status === 'SUCCEEDED') break;
    }
    const once = ['STARTING', 'RUNNING'];
    const states = ['RUNNABLE', ...once, 'RUNNABLE', ...once, 'SUCCEEDED'];
    expect(seen.filter((line) => line.startsWith(':0'))).toEqual(states.map((state) => `:0 ${state}`));
    expect(seen.filter((line) => line.startsWith(' '))).toEqual([' PENDING', ' SUCCEEDED']);
  });

  test('end when the local batch is closed', async () => {
    const batch = await startTestBatch();
    const events = batch.events();
    await batch[Symbol.asyncDispose]();
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });
});
