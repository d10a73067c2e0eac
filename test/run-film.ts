import { BatchClient, RegisterJobDefinitionCommand, SubmitJobCommand } from '@aws-sdk/client-batch';
import { findRun, followRun } from '@render/batch-fanout';
import { type LocalBatch, type LocalBatchOptions, startLocalBatch } from '@render/local-batch';
import { workerEntrypoint } from '@render/worker';

/** Longer than any film of a test takes, even with every attempt it may have, and shorter than the test may. */
const DEADLINE_SECONDS = 240;
const JOB_QUEUE = 'local';
const WORKER = 'worker';

/** How a run ended. */
export type Ending = 'succeeded' | 'failed';

/** The variables of a film. */
export type Film = Readonly<Record<string, string>> & { readonly RUN_ID: string };

/** How a film is run: the endpoint's options, and these. */
export interface FilmOptions extends Omit<LocalBatchOptions, 'images'> {
  /** Where the output of its jobs goes. */
  readonly logFolder: string;
  /** Seconds between two looks at the run. @defaultValue none: it is looked at when the endpoint says that it has ended */
  readonly pollSeconds?: number;
  /** How often the start job may be begun. @defaultValue 1 */
  readonly startAttempts?: number;
  /** The worker's image, with `containers`. @defaultValue none: the bundled worker runs as a process */
  readonly image?: string;
}

/**
 * Submits a start job for a film to an endpoint of its own, and waits for the end of its run.
 *
 * @throws Error that names the run and its logs, if it has not ended after four minutes.
 */
export async function runFilm(film: Film, options: FilmOptions): Promise<Ending> {
  const { pollSeconds, startAttempts = 1, image = WORKER, ...endpoint } = options;
  const images = { [WORKER]: [process.execPath, workerEntrypoint] };
  const batch = await startLocalBatch({
    ...endpoint,
    ...credentialsOf({ ...film, ...endpoint.environment }),
    images,
  });
  const client = new BatchClient(batch);
  const changes = batch.events();
  const endOf = watchEnds(changes);
  const late = new AbortController();
  const timer = setTimeout(() => {
    const what = `the run ${film.RUN_ID} has not ended within ${DEADLINE_SECONDS} s`;
    late.abort(new Error(`${what}; the logs of its jobs are in ${endpoint.logFolder}`));
    changes.return?.();
  }, DEADLINE_SECONDS * 1000);
  try {
    const jobId = await submitStartJob(client, film, { image, attempts: startAttempts });
    if ((await endOf(jobId)) === 'FAILED') return 'failed';
    const run = await findRun(client, { runId: film.RUN_ID, jobQueues: [JOB_QUEUE] });
    if (run === undefined) return 'failed';
    if (pollSeconds === undefined) await endOf(run.compileJob.jobId);
    const pace = pollSeconds && { intervalSeconds: pollSeconds, longestIntervalSeconds: pollSeconds };
    let ending: Ending = 'failed';
    for await (const { outcome } of followRun(client, run, { ...pace, signal: late.signal }))
      ending = outcome === 'succeeded' ? 'succeeded' : 'failed';
    return ending;
  } catch (error) {
    late.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    client.destroy();
    await batch.close();
  }
}

async function submitStartJob(
  client: BatchClient,
  film: Film,
  { image, attempts }: { readonly image: string; readonly attempts: number },
): Promise<string> {
  const resourceRequirements = [
    { type: 'VCPU', value: '1' } as const,
    { type: 'MEMORY', value: '1024' } as const,
  ];
  await client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: WORKER,
      type: 'container',
      containerProperties: { image, resourceRequirements },
    }),
  );
  const variables = { ...film, JOB_TYPE: 'start' };
  const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
  const { jobId = '' } = await client.send(
    new SubmitJobCommand({
      jobName: 'start',
      jobQueue: JOB_QUEUE,
      jobDefinition: WORKER,
      containerOverrides: { environment },
      retryStrategy: { attempts },
    }),
  );
  return jobId;
}

/** Waits for the end of one job after another; undefined if there are no more changes. */
function watchEnds(
  changes: ReturnType<LocalBatch['events']>,
): (jobId: string) => Promise<string | undefined> {
  const ended = new Map<string, string>();
  return async (jobId) => {
    while (!ended.has(jobId)) {
      const { done, value } = await changes.next();
      if (done) return undefined;
      const { jobId: changed = '', status = '' } = value.detail;
      if (status === 'SUCCEEDED' || status === 'FAILED') ended.set(changed, status);
    }
    return ended.get(jobId);
  };
}

/** A job has one pair of credentials, for its storage and for AWS Batch. */
function credentialsOf(variables: Readonly<Record<string, string>>): Pick<LocalBatchOptions, 'credentials'> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  if (accessKeyId === undefined || secretAccessKey === undefined) return {};
  return { credentials: { accessKeyId, secretAccessKey } };
}
