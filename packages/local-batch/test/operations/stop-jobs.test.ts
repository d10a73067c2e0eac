import { CancelJobsCommand, TerminateJobsCommand } from '@aws-sdk/client-batch';
import { describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

describe('CancelJobs and TerminateJobs', () => {
  test('answer for each job by itself: unknown ids are no error, malformed ones are', async () => {
    await using batch = await startTestBatch({ slots: 1 });
    await batch.register('long', 'setInterval(() => {}, 1000)');
    const running = await batch.submit('long');
    await batch.waitFor(running, 'RUNNING');
    const array = await batch.submit('long', { arrayProperties: { size: 2 } });
    const jobs = [running, `${array}:1`, 'unknown', 'not an id'];
    const answer = {
      successful: [running, `${array}:1`, 'unknown'],
      errors: [{ job: 'not an id', code: 'ValidationException', message: '"not an id" is not a job id' }],
    };

    expect(await batch.client.send(new CancelJobsCommand({ jobs, reason: 'cancelled' }))).toMatchObject(
      answer,
    );
    expect(await batch.describe(running)).toMatchObject({ status: 'RUNNING', isCancelled: false });
    const cancelled = { status: 'FAILED', statusReason: 'cancelled', isCancelled: true };
    expect(await batch.describe(`${array}:1`)).toMatchObject(cancelled);
    expect(await batch.describe(`${array}:0`)).toMatchObject({ status: 'RUNNABLE' });

    const terminate = new TerminateJobsCommand({ jobs: [...jobs, array], reason: 'terminated' });
    expect(await batch.client.send(terminate)).toMatchObject({ successful: [...answer.successful, array] });
    expect(await batch.waitForEnd(running)).toMatchObject({ statusReason: 'terminated', isTerminated: true });
    expect(await batch.waitForEnd(array)).toMatchObject({ statusReason: 'terminated', isTerminated: true });
    expect(await batch.describe(`${array}:1`)).toMatchObject(cancelled);
  });

  test('take up to 50 ids, and need a reason', async () => {
    await using batch = await startTestBatch();
    for (const Command of [CancelJobsCommand, TerminateJobsCommand]) {
      const send = (count: number, reason: string) =>
        batch.client.send(new Command({ jobs: Array.from({ length: count }, (_, i) => `job-${i}`), reason }));
      expect((await send(50, 'enough')).successful).toHaveLength(50);
      await expect(send(51, 'enough')).rejects.toMatchObject({
        name: 'ClientException',
        message: expect.stringMatching(/jobs: .*<=50.*51/),
      });
      await expect(send(1, '')).rejects.toThrow("'reason' is a required field");
    }
  });
});
