import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchClient, DescribeJobsCommand, RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import { FanoutSubmitter, followRun, planFanout } from '@render/batch-fanout';
import { type LocalBatch, startLocalBatch } from '@render/local-batch';
import { beforeEach, describe, expect, test } from 'vitest';
import { workerEntrypoint } from '../../src/index.js';
import { drawnFilm } from '../renderers/drawn-film.js';

describe('exit codes and the default retry rules', () => {
  let batch: LocalBatch;
  let client: BatchClient;
  let logFolder: string;

  beforeEach(async () => {
    logFolder = await mkdtemp(join(tmpdir(), 'retry-test-'));
    const images = { worker: [process.execPath, workerEntrypoint] };
    batch = await startLocalBatch({ images, logFolder });
    client = new BatchClient(batch);
    const containerProperties = { image: 'worker' };
    await client.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: 'worker',
        type: 'container',
        containerProperties,
      }),
    );
    return async () => {
      await batch.close();
      client.destroy();
      await rm(logFolder, { recursive: true, force: true });
    };
  });

  /** Renders four frames in one plain job; how its attempts ended, and the lines that they logged. */
  async function attemptsOf(what: string, given: Readonly<Record<string, string>>) {
    const { folder, film } = await drawnFilm(what, given);
    const {
      RUN_ID: runId = '',
      TOTAL_FRAMES,
      FRAMES_PER_RENDER_JOB,
      JOB_TYPE: _,
      ...environment
    } = film as Record<string, string>;
    const plan = planFanout({
      totalFrames: Number(TOTAL_FRAMES),
      framesPerJob: Number(FRAMES_PER_RENDER_JOB),
    });
    const submitter = new FanoutSubmitter({ client });
    const run = await submitter.submit({
      plan,
      runId,
      jobQueue: 'local',
      jobDefinition: 'worker',
      environment,
    });
    let outcome: string | undefined;
    for await (const progress of followRun(client, run, { intervalSeconds: 0.1 })) outcome = progress.outcome;
    const jobs = [run.renderJobs[0]?.jobId ?? ''];
    const { jobs: [job] = [] } = await client.send(new DescribeJobsCommand({ jobs }));
    const attempts = job?.attempts ?? [];
    const logs = await Promise.all(
      attempts.map(({ container }) => readFile(join(logFolder, `${container?.logStreamName}.log`), 'utf8')),
    );
    return { folder, outcome, exitCodes: attempts.map(({ container }) => container?.exitCode), logs };
  }

  test.each([
    ['file', { RENDER_COMMAND: '["render"]' }, 64, 1],
    ['crash', {}, 65, 1],
    ['file', { RENDER_COMMAND: '["/nowhere/render","{frame}","{output}"]' }, 69, 1],
    ['licence', { RENDER_RETRY_ON: 'no licence' }, 75, 5],
  ])('%s %j ends with %i after %i attempts', async (what, given, exitCode, attempts) => {
    const { outcome, exitCodes } = await attemptsOf(what, given as Record<string, string>);
    expect(exitCodes).toEqual(Array.from({ length: attempts }, () => exitCode));
    expect(outcome).toBe('failed');
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGKILL', 137],
  ])('a worker that Spot ends by %s goes on with what is missing', async (SIGNAL, exitCode) => {
    const { outcome, exitCodes, logs } = await attemptsOf('signal', { SIGNAL });
    expect(exitCodes).toEqual([exitCode, 0]);
    expect(outcome).toBe('succeeded');
    const rendered = logs.map((log) =>
      [...log.matchAll(/"frame":([0-9]+)/g)].map(([, frame]) => Number(frame)),
    );
    expect(rendered[0]).toEqual([1, 2]);
    expect(rendered[1]?.sort()).toEqual([3, 4]);
  });
});
