import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchClient,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { findRun, followRun } from '@render/batch-fanout';
import { startLocalBatch } from '@render/local-batch';
import { workerEntrypoint } from '@render/worker';

/** Longer than any film of a test takes, even with every attempt it may have. */
const DEADLINE_SECONDS = 180;

/** How a run ended. */
export type Ending = 'succeeded' | 'failed';

/** The variables of a film. */
export type Film = Readonly<Record<string, string>> & { readonly RUN_ID: string };

/**
 * Submits a start job for a film, in an environment that every job gets, and waits for the end of its run.
 *
 * @throws Error that names the run and its logs, if it has not ended after three minutes.
 */
export async function runFilm(
  film: Film,
  environment: Readonly<Record<string, string>>,
  logFolder: string,
): Promise<Ending> {
  const batch = await startLocalBatch({
    images: { worker: [process.execPath, workerEntrypoint] },
    logFolder,
    environment,
    slots: 2,
    stopGraceSeconds: 1,
  });
  const client = new BatchClient({ ...batch, maxAttempts: 1 });
  const late = new AbortController();
  const timer = setTimeout(() => {
    const what = `the run ${film.RUN_ID} has not ended within ${DEADLINE_SECONDS} s`;
    late.abort(new Error(`${what}; the logs of its jobs are in ${logFolder}`));
  }, DEADLINE_SECONDS * 1000);
  try {
    const containerProperties = { image: 'worker' };
    const definition = { jobDefinitionName: 'worker', type: 'container', containerProperties } as const;
    await client.send(new RegisterJobDefinitionCommand(definition));
    const variables = { ...film, JOB_TYPE: 'start' };
    const overrides = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const { jobId = '' } = await client.send(
      new SubmitJobCommand({
        jobName: 'start',
        jobQueue: 'local',
        jobDefinition: 'worker',
        containerOverrides: { environment: overrides },
        retryStrategy: { attempts: 5 },
      }),
    );
    if ((await waitForEnd(client, jobId, late.signal)) === 'FAILED') return 'failed';
    const run = await findRun(client, { runId: film.RUN_ID, jobQueues: ['local'] });
    if (run === undefined) return 'failed';
    let outcome: Ending = 'failed';
    for await (const progress of followRun(client, run, {
      intervalSeconds: 0.1,
      longestIntervalSeconds: 0.2,
      signal: late.signal,
    }))
      outcome = progress.outcome === 'succeeded' ? 'succeeded' : 'failed';
    return outcome;
  } catch (error) {
    late.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    client.destroy();
    await batch.close();
  }
}

async function waitForEnd(client: BatchClient, jobId: string, late: AbortSignal): Promise<string> {
  for (;;) {
    const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
    const status = jobs?.[0]?.status ?? '';
    if (status === 'SUCCEEDED' || status === 'FAILED') return status;
    late.throwIfAborted();
    await delay(50);
  }
}
