import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import { followRun } from '@render/batch-fanout';
import { startLocalBatch } from '@render/local-batch';
import { workerEntrypoint } from '@render/worker';
import {
  findSubmittedRun,
  runStartJob,
  WORKER_IMAGE,
} from '../examples/render-locally/src/submit-start-job.js';

/** Often enough to lose little time, seldom enough to take little of the cores that render. */
const POLL_SECONDS = 0.05;

/** Renders a film from start to video, as `npm start` does. */
export async function runFilm(folder: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const images = { [WORKER_IMAGE]: [process.execPath, workerEntrypoint] };
  const batch = await startLocalBatch({ images, logFolder: join(folder, 'logs') });
  const client = new BatchClient(batch);
  try {
    const { status } = await runStartJob(client, { environment }, 'film');
    if (status === 'FAILED') throw new Error('the start job failed');
    const run = await findSubmittedRun(client, 'film');
    for await (const { outcome } of followRun(client, run, {
      intervalSeconds: POLL_SECONDS,
      longestIntervalSeconds: POLL_SECONDS,
    })) {
      if (outcome === 'failed' || outcome === 'unknown') throw new Error(`the run ended as ${outcome}`);
    }
  } finally {
    client.destroy();
    await batch.close();
  }
}
