import { randomBytes, randomUUID } from 'node:crypto';
import { addLocal } from './add-local.js';
import { clientEnvironment } from './client-environment.js';
import { REGION } from './engine/arn.js';
import { Broadcast } from './engine/broadcast.js';
import { type JobRecord, requestOf } from './engine/job-record.js';
import { Scheduler } from './engine/scheduler.js';
import { Store } from './engine/store.js';
import { FaultBook } from './faults/fault-book.js';
import type { Faults } from './faults/faults.js';
import { FaultyRunner } from './faults/faulty-runner.js';
import { HoldRunnable } from './faults/hold-runnable.js';
import { beginList } from './faults/list-lag.js';
import { batchRoute } from './http/batch-route.js';
import { createSignatureCheck } from './http/check-signature.js';
import { faultsRoute } from './http/faults-route.js';
import { logFileRoute } from './http/log-file-route.js';
import { logsRoute } from './http/logs-route.js';
import { openServer } from './http/server.js';
import type { LocalBatchCredentials } from './local-batch-credentials.js';
import { type LocalBatchOptions, readOptions } from './local-batch-options.js';
import { LogFolder } from './logs/log-folder.js';
import { openLogFolder } from './open-log-folder.js';
import { type JobStateChangeEvent, jobEvent } from './operations/job-event.js';
import { runOperation } from './operations/run-operation.js';
import { openEngine } from './runners/containers/open-engine.js';
import { imageRunner } from './runners/image-runner.js';
import { Spawner } from './runners/spawner/spawner.js';
import { spawnHelperEntrypoint } from './spawn-helper-entrypoint.js';
import { Containers } from './state/containers.js';
import { openState } from './state/open-state.js';
import { ProcessGroups } from './state/process-groups.js';
import { WrittenRunner } from './state/written-runner.js';

/** A local batch that is running. */
export interface LocalBatch {
  /** Where it is reached from this machine, such as `http://127.0.0.1:40123`; for an SDK's `endpoint` or `AWS_ENDPOINT_URL_BATCH`. */
  readonly endpoint: string;
  /** The region its ARNs are in: `us-east-1`. */
  readonly region: string;
  /** What an SDK must be given; jobs find the same in their environment. */
  readonly credentials: LocalBatchCredentials;
  /**
   * The same for the environment of a program that shall use it, as its jobs do: endpoints of AWS Batch and CloudWatch Logs,
   * region and credentials. A program that also has `AWS_PROFILE` or `AWS_SESSION_TOKEN` may prefer those.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of the folder with the jobs' output, at `<logStreamName>.log`. */
  readonly logFolder: string;
  /**
   * Every change of a job's state from this call on, in order, until the local batch is closed; each iterable gets all.
   * Leave the loop, or call `return()`, when you have seen enough.
   *
   * @throws {@link LocalBatchError} `ServerException` from the iteration if it falls 100,000 events behind.
   */
  events(): AsyncIterableIterator<JobStateChangeEvent>;
  /** What shall go wrong; the same over HTTP at `<endpoint>/faults`, signed like every request. */
  readonly faults: Faults;
  /**
   * Takes no more requests, stops every running job (SIGTERM, after the grace SIGKILL), and resolves when they have gone
   * and the port is free. Calling it again gives the same promise.
   */
  close(): Promise<void>;
}

/**
 * Starts AWS Batch's own HTTP API on this machine, for any AWS SDK or CLI that is pointed at its endpoint. Jobs run as
 * local processes, or as containers where `containers` says so. A queue `local` on a compute environment `local` exists from the start, job definitions do not.
 * Without `stateFile` everything but the logs is kept in memory. Needs process groups, so Linux or macOS.
 *
 * @throws {@link LocalBatchError} `INVALID_OPTION` if an option cannot be used; what `listen` throws if the port is taken.
 * @example
 * const batch = await startLocalBatch({ images: { hello: ['echo', 'hello'] } });
 * const client = new BatchClient(batch); // endpoint, region and credentials are what a client takes
 * await client.send(new RegisterJobDefinitionCommand({
 *   jobDefinitionName: 'greet', type: 'container', containerProperties: { image: 'hello', command: ['world'] },
 * }));
 * await client.send(new SubmitJobCommand({ jobName: 'first', jobQueue: 'local', jobDefinition: 'greet' }));
 * // its log file will say: hello world
 * await batch.close();
 */
export async function startLocalBatch(options: LocalBatchOptions = {}): Promise<LocalBatch> {
  const { port, dangerouslyListenOn, slots, images, containers, stopGraceSeconds, ...settings } =
    readOptions(options);
  const { minimumTimeoutSeconds } = settings;
  const ownEnvironment = { ...process.env };
  const engine = containers && (await openEngine(containers.engine, ownEnvironment));
  const credentials = settings.credentials ?? newCredentials();
  const logFolder = openLogFolder(settings.logFolder ?? besideState(settings.stateFile));
  const store = new Store({ seconds: settings.keepFinishedSeconds, jobs: settings.keepFinishedJobs });
  const stateFile = await openState(settings.stateFile, store, ownEnvironment);
  const server = await openServer(port, dangerouslyListenOn).catch(async (error: unknown) => {
    await stateFile?.close();
    throw error;
  });
  const { endpoint } = server;
  addLocal(store, { vcpus: slots, untaggedMemoryMiB: settings.memory });

  const environment = clientEnvironment(endpoint, credentials);
  const groups = stateFile && new ProcessGroups(stateFile);
  const spawner = Spawner.open(spawnHelperEntrypoint, groups);
  const tasks = imageRunner(
    {
      spawner,
      logFolder,
      stopGraceSeconds,
      environment: { ...environment, ...settings.environment },
      groups,
    },
    {
      images,
      journal: stateFile && new Containers(stateFile),
      ...(containers && engine && { containers: { ...containers, engine } }),
    },
  );
  const clock = { now: Date.now, newId: randomUUID };
  const faults = new FaultBook();
  const holds = new HoldRunnable(faults);
  const faulty = new FaultyRunner({
    runner: tasks,
    faults,
    jobNameOf: (jobId) => jobNameOf(store, jobId),
    newInstanceId: () => randomBytes(9).toString('hex').slice(1),
  });
  const runner = stateFile ? new WrittenRunner(faulty, () => stateFile.written()) : faulty;
  const events = new Broadcast<JobStateChangeEvent>();
  const onChange = (job: JobRecord) => {
    if (events.hasReaders) events.send(jobEvent(job, { id: clock.newId(), at: clock.now() }));
  };
  const scheduler = new Scheduler({
    store,
    runner,
    onChange,
    hold: (job, release) => holds.hold(job, release),
    ...clock,
  });
  const context = {
    store,
    scheduler,
    minimumTimeoutSeconds,
    beginList: () => beginList(faults, clock.now()),
    ...clock,
  };
  const logs = new LogFolder(logFolder);
  const routes = {
    batch: batchRoute(
      (operation, request) => runOperation(operation, request, context),
      async () => stateFile?.written(),
      faults,
    ),
    logs: logsRoute(logs),
    logFiles: logFileRoute(logs),
    faults: faultsRoute(faults),
  };
  // Before any request, but once the caller had the time to ask for events.
  setImmediate(() => scheduler.resume());
  server.serve(routes, createSignatureCheck(credentials, Date.now));

  let closing: Promise<void> | undefined;
  const close = async () => {
    server.stopAccepting();
    // In the file they go on running, so that the next server tries them again.
    store.writeTo(undefined);
    holds.close();
    await scheduler.close();
    await spawner.close();
    await server.close();
    await stateFile?.close();
    events.end();
  };
  return {
    endpoint,
    region: REGION,
    credentials,
    environment,
    logFolder,
    faults,
    events: () => events.read(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** What jobs wrote shall be found after a restart, too. */
function besideState(stateFile: string | undefined): string | undefined {
  return stateFile === undefined ? undefined : `${stateFile}.logs`;
}

function jobNameOf(store: Store, jobId: string): string {
  const job = store.jobs.find(jobId);
  return job ? requestOf(job).jobName : '';
}

function newCredentials(): LocalBatchCredentials {
  return {
    accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
}
