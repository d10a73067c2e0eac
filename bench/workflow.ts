import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BatchClient } from '@aws-sdk/client-batch';
import { followRun } from '@render/batch-fanout';
import { startLocalBatch } from '@render/local-batch';
import { readSettings, type VideoSettings, workerEntrypoint } from '@render/worker';
import { readRenderSettings } from '../examples/render-locally/src/settings.js';
import {
  findSubmittedRun,
  runStartJob,
  WORKER_IMAGE,
} from '../examples/render-locally/src/submit-start-job.js';
import { encodeArguments } from '../packages/worker/src/video/encode-video.js';
import { findFfmpeg } from '../packages/worker/src/video/find-ffmpeg.js';
import { compare, formatComparison } from './measure.js';
import { runProgram } from './run-program.js';

const ROUNDS = 5;
const TARGET = 1.25;
/** Often enough to lose little time, seldom enough to take little of the cores that render. */
const POLL_SECONDS = 0.05;
const CHUNKS = 8;
/** What `npm start` renders, and a film long enough for its work to outweigh the start of its processes. */
const FILM_LENGTHS = [240, 960];

/** The whole workflow, start to video, against one renderer process per core and then one ffmpeg. */
export async function benchWorkflow(): Promise<string> {
  const { path: ffmpeg } = await findFfmpeg(undefined);
  const lines: string[] = [];
  for (const frames of FILM_LENGTHS) {
    const comparison = await compare(
      () => inFolder((folder) => runWorkflow(folder, frames)),
      () => inFolder((folder) => runByHand(folder, frames, ffmpeg)),
      ROUNDS,
    );
    const name = `whole workflow, ${frames} frames of 1280x720 in ${CHUNKS} chunks, against renderers and ffmpeg by hand`;
    lines.push(formatComparison(name, comparison, TARGET));
  }
  return lines.join('\n');
}

async function runWorkflow(folder: string, frames: number): Promise<void> {
  const environment = {
    TOTAL_FRAMES: String(frames),
    FRAMES_PER_RENDER_JOB: String(frames / CHUNKS),
    OUTPUT_URI: pathToFileURL(folder).href,
  };
  const settings = readRenderSettings(environment);
  const images = { [WORKER_IMAGE]: [process.execPath, workerEntrypoint] };
  const batch = await startLocalBatch({ images, logFolder: join(folder, 'logs') });
  const client = new BatchClient(batch);
  try {
    const { status } = await runStartJob(client, settings, 'film');
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

/** What someone would do without us: a renderer for each core's equal share, then ffmpeg over the numbered files. */
async function runByHand(folder: string, frames: number, ffmpeg: string): Promise<void> {
  const share = Math.ceil(frames / availableParallelism());
  const job = {
    JOB_TYPE: 'render',
    RUN_ID: 'film',
    OUTPUT_URI: pathToFileURL(folder).href,
    TOTAL_FRAMES: String(frames),
    FRAMES_PER_RENDER_JOB: String(share),
    SEGMENTS: 'false',
  };
  await Promise.all(
    Array.from({ length: Math.ceil(frames / share) }, (_, index) =>
      runProgram(process.execPath, [workerEntrypoint], { ...job, AWS_BATCH_JOB_ARRAY_INDEX: String(index) }),
    ),
  );
  const { video } = readSettings({ ...job, JOB_TYPE: 'compile' });
  const settings = encodeArguments(video as VideoSettings, { isSegment: false });
  const numbered = join(folder, 'film/frames/frame-%06d.png');
  await runProgram(ffmpeg, [
    '-loglevel',
    'error',
    '-framerate',
    '24',
    '-i',
    numbered,
    ...settings,
    join(folder, 'film/video.mp4'),
  ]);
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
