import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  BatchClient,
  DescribeJobsCommand,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { startLocalBatch } from '@render/local-batch';
import { workerEntrypoint } from '@render/worker';
import { encodeArguments } from '../packages/worker/src/video/encode-video.js';
import { findFfmpeg } from '../packages/worker/src/video/find-ffmpeg.js';
import { compare, formatComparison } from './measure.js';
import { runProgram } from './run-program.js';

const ROUNDS = 3;
const TARGET = 1.25;
/** Often enough to lose little time, seldom enough to take little of the cores that render. */
const POLL_MS = 100;
const FRAME_RATE = { numerator: 24, denominator: 1 };
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
  const images = { worker: [process.execPath, workerEntrypoint] };
  const { close, ...connection } = await startLocalBatch({ images, logFolder: join(folder, 'logs') });
  const client = new BatchClient(connection);
  const environment = {
    JOB_TYPE: 'start',
    RUN_ID: 'film',
    OUTPUT_URI: pathToFileURL(folder).href,
    TOTAL_FRAMES: String(frames),
    FRAMES_PER_RENDER_JOB: String(frames / CHUNKS),
  };
  try {
    await client.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: 'worker',
        type: 'container',
        containerProperties: { image: 'worker', resourceRequirements: [{ type: 'VCPU', value: '1' }] },
      }),
    );
    await client.send(
      new SubmitJobCommand({
        jobName: 'film-start',
        jobQueue: 'local',
        jobDefinition: 'worker',
        containerOverrides: {
          environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
        },
      }),
    );
    await waitForCompile(client);
  } finally {
    client.destroy();
    await close();
  }
}

async function waitForCompile(client: BatchClient): Promise<void> {
  const filters = [{ name: 'JOB_NAME', values: ['film-g0-compile'] }];
  for (;;) {
    const { jobSummaryList = [] } = await client.send(new ListJobsCommand({ jobQueue: 'local', filters }));
    const [{ jobId = '', status } = {}] = jobSummaryList;
    if (status === 'SUCCEEDED') return;
    if (status === 'FAILED') {
      const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
      throw new Error(`the compile job failed: ${jobs?.[0]?.statusReason}`);
    }
    await sleep(POLL_MS);
  }
}

/** What someone would do without us: a renderer for each core's equal share, then ffmpeg over the numbered files. */
async function runByHand(folder: string, frames: number, ffmpeg: string): Promise<void> {
  const cores = availableParallelism();
  const share = { TOTAL_FRAMES: String(frames), FRAMES_PER_RENDER_JOB: String(Math.ceil(frames / cores)) };
  const OUTPUT_URI = pathToFileURL(folder).href;
  await Promise.all(
    Array.from({ length: cores }, (_, index) =>
      runProgram(process.execPath, [workerEntrypoint], {
        ...share,
        OUTPUT_URI,
        JOB_TYPE: 'render',
        RUN_ID: 'film',
        AWS_BATCH_JOB_ARRAY_INDEX: String(index),
      }),
    ),
  );
  const args = encodeArguments(FRAME_RATE);
  const settings = args.slice(args.indexOf('pipe:0') + 1);
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
