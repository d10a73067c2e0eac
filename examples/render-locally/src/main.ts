import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import { followRun, jobRequests, type RunProgress } from '@render/batch-fanout';
import { type LocalBatch, LocalBatchError, startLocalBatch } from '@render/local-batch';
import { ExitCode, WorkerError, workerEntrypoint } from '@render/worker';
import { chooseRunId } from './choose-run-id.js';
import { claimRun } from './claim-run.js';
import { describeFailedJob, describeFailedRun, describeVideo } from './describe-result.js';
import { createProgressLine } from './progress-line.js';
import { readRenderSettings, type Settings } from './settings.js';
import { findSubmittedRun, runStartJob, WORKER_IMAGE } from './submit-start-job.js';

const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGPIPE: 141 } as const;
// The SDK warns on Node 20 at every start; the README says which versions are supported.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const startedAt = performance.now();
const line = createProgressLine(process.stdout, process.stdout.isTTY && process.env.TERM !== 'dumb');
let isStopping = false;

const { settings, runId, runFolder, logFolder } = prepareOrExit();

const batch = await startLocalBatch({
  images: { [WORKER_IMAGE]: [process.execPath, workerEntrypoint] },
  logFolder,
  stopGraceSeconds: 5,
  environment: passedToEveryJob(process.env),
}).catch(explainFolder);
await claimOrExit();
stopOnSignals(batch);
const { endpoint, region, credentials } = batch;
const client = new BatchClient({ endpoint, region, credentials });

try {
  process.exitCode = (await renderVideo()) ? 0 : 1;
} finally {
  await batch.close();
}

async function renderVideo(): Promise<boolean> {
  const keptFrames = await countFrames(runFolder);
  const { frames, chunkCount } = settings.worker.job.plan;
  const work = `${frames.size} frames in ${chunkCount} ${chunkCount === 1 ? 'chunk' : 'chunks'}`;
  console.log(`Run ${runId}: ${work}${keptFrames > 0 ? `, ${keptFrames} of them there` : ''}`);
  // Jobs of an earlier command have gone with its endpoint, and other settings may make something else of the same frames.
  await rm(join(runFolder, 'submissions'), { recursive: true, force: true });
  const startJob = await runStartJob(client, settings, runId);
  if (startJob.status === 'FAILED') {
    const { logStreamName } = startJob.container ?? {};
    console.error(
      await describeFailedJob(
        'the start job failed',
        { reason: startJob.statusReason, logStreamName },
        logFolder,
      ),
    );
    return false;
  }
  const run = await findSubmittedRun(client, runId);
  const followedSince = performance.now();
  let progress: RunProgress | undefined;
  for await (progress of followRun(client, run, { intervalSeconds: 0.1, longestIntervalSeconds: 0.2 })) {
    if (!isStopping) line.show(progress, keptFrames, (performance.now() - followedSince) / 1000);
  }
  line.end();
  if (progress?.outcome === 'succeeded') {
    console.log(await describeVideo(runFolder, logFolder, (performance.now() - startedAt) / 1000));
    return true;
  }
  console.error(await describeFailure(progress as RunProgress));
  console.error(
    '\nThe video was not made. Remove the cause and type the same command: only what is missing is rendered.',
  );
  return false;
}

/** Frames that an earlier run has left. */
async function countFrames(folder: string): Promise<number> {
  const names = await readdir(join(folder, 'frames')).catch(() => []);
  return names.length;
}

async function describeFailure(progress: RunProgress): Promise<string> {
  return progress.failedChunks.length > 0
    ? describeFailedRun(progress, logFolder)
    : describeFailedJob('the compile job failed', progress.compileJob ?? {}, logFolder);
}

function prepareOrExit(): { settings: Settings; runId: string; runFolder: string; logFolder: string } {
  try {
    if (process.argv.length > 2)
      throw new Error('npm start takes no arguments; its settings are variables: see README.md');
    const settings = readRenderSettings(process.env);
    const runId = chooseRunId(settings);
    const runFolder = join(settings.outputFolder, runId);
    const logFolder = join(runFolder, 'logs');
    jobRequests(settings.worker.job.plan, {
      runId,
      jobQueue: 'local',
      jobDefinition: WORKER_IMAGE,
      environment: settings.environment,
    });
    return { settings, runId, runFolder, logFolder };
  } catch (error) {
    console.error((error as Error).message);
    process.exit(ExitCode.wrongSettings);
  }
}

async function claimOrExit(): Promise<void> {
  try {
    const release = claimRun(runFolder, runId);
    process.once('exit', release);
  } catch (error) {
    await batch.close();
    console.error((error as Error).message);
    process.exit(error instanceof WorkerError ? error.exitCode : ExitCode.temporary);
  }
}

/** Of all options only the folder comes from the user. */
function explainFolder(error: unknown): never {
  if (!(error instanceof LocalBatchError)) throw error;
  console.error(error.message.replace('logFolder', 'OUTPUT_URI'));
  process.exit(ExitCode.wrongSettings);
}

function passedToEveryJob(environment: NodeJS.ProcessEnv): Record<string, string> {
  const { FFMPEG_PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true' } = environment;
  return {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED,
    ...(FFMPEG_PATH !== undefined && { FFMPEG_PATH }),
  };
}

function stopOnSignals(server: LocalBatch): void {
  const stop = async (exitCode: number) => {
    isStopping = true;
    await server.close();
    process.exit(exitCode);
  };
  for (const [signal, exitCode] of Object.entries(SIGNAL_EXIT_CODES)) {
    process.on(signal, () => {
      if (isStopping) return;
      line.end();
      console.log('Stopped. Type the same command to go on: finished frames are kept.');
      void stop(exitCode);
    });
  }
  // Whoever read the output has gone, as in `npm start | head`.
  process.stdout.on('error', () => {
    if (!isStopping)
      console.error('The output was closed, so the run was stopped; the same command goes on.');
    void stop(SIGNAL_EXIT_CODES.SIGPIPE);
  });
}
