import {
  type FanoutPlan,
  framesOfChunk,
  jobEnvironment,
  parseFrameSet,
  planFanout,
  readJobEnvironment,
} from '@render/batch-fanout';
import { formatGoal, type Goal } from './goal.js';
import { median } from './median.js';

const MANY_RANGES = 10_000;
const PLAIN_FRAMES = 10_000_000;
const PLAIN_CHUNKS = 10_000;

/** What planning takes at sizes that a list of frames would not fit in, and against the plain way where it does. */
export async function benchPlanning(): Promise<string> {
  const goals = [...planning(), ...childrenAgainstPlain(), ...texts()];
  return goals.map(formatGoal).join('\n');
}

function planning(): Goal[] {
  const make = () => planFanout({ totalFrames: 1_000_000_000, framesPerJob: 100_000 });
  const plan = make();
  const ranges = parseFrameSet(manyRanges());
  const interleaved = planFanout({ frames: ranges, framesPerJob: 10, distribution: 'interleaved' });
  const heapBefore = usedHeap();
  const plans = Array.from({ length: 1000 }, make);
  const growth = (usedHeap() - heapBefore) / plans.length / 1e6;
  return [
    {
      name: 'a plan of 1,000,000,000 frames in 10,000 chunks',
      value: medianSeconds(make) * 1e3,
      unit: 'ms',
      goal: 0.1,
    },
    { name: 'a chunk of one range', value: medianSeconds(anyChunk(plan)) * 1e6, unit: 'µs', goal: 1 },
    {
      name: 'an interleaved chunk of 10,000 ranges',
      value: medianSeconds(anyChunk(interleaved)) * 1e6,
      unit: 'µs',
      goal: 30,
    },
    { name: 'memory of a plan of 1,000,000,000 frames', value: growth, unit: 'MB', goal: 1 },
  ];
}

function childrenAgainstPlain(): Goal[] {
  const plan = planFanout({ totalFrames: PLAIN_FRAMES, framesPerJob: PLAIN_FRAMES / PLAIN_CHUNKS });
  const environment = {
    ...jobEnvironment(plan, { jobType: 'render', runId: 'film', outputUri: 'file:///renders' }),
    AWS_BATCH_JOB_ARRAY_INDEX: '5000',
  };
  const child = () => {
    const job = readJobEnvironment(environment);
    return framesOfChunk(job.plan, job.chunk);
  };
  const everyChunk = () => {
    let frames = 0;
    for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) frames += framesOfChunk(plan, chunk).size;
    return frames;
  };
  const plainChunks = () => {
    const frames = new Array<number>(PLAIN_FRAMES);
    for (let index = 0; index < PLAIN_FRAMES; index += 1) frames[index] = index + 1;
    const size = PLAIN_FRAMES / PLAIN_CHUNKS;
    return Array.from({ length: PLAIN_CHUNKS }, (_, chunk) => frames.slice(chunk * size, (chunk + 1) * size));
  };
  const plain = medianSeconds(plainChunks);
  return [
    {
      name: 'one child of 10,000,000 frames, times faster than a list cut up',
      value: plain / medianSeconds(child),
      unit: '×',
      goal: 10_000,
      atLeast: true,
    },
    {
      name: 'all 10,000 chunks, times faster than a list cut up',
      value: plain / medianSeconds(everyChunk),
      unit: '×',
      goal: 30,
      atLeast: true,
    },
  ];
}

function texts(): Goal[] {
  const text = manyRanges();
  const frames = parseFrameSet(text);
  return [
    {
      name: 'reading 10,000 ranges',
      value: medianSeconds(() => parseFrameSet(text)) * 1e3,
      unit: 'ms',
      goal: 10,
    },
    {
      name: 'writing 10,000 ranges',
      value: medianSeconds(() => frames.format('openjd')) * 1e3,
      unit: 'ms',
      goal: 10,
    },
  ];
}

/** Ranges of ten frames in steps that change, so that none joins the next. */
function manyRanges(): string {
  return Array.from({ length: MANY_RANGES }, (_, index) => {
    const step = 2 + (index % 3);
    return `${index * 100}-${index * 100 + 9 * step}:${step}`;
  }).join();
}

function anyChunk(plan: FanoutPlan): () => unknown {
  let chunk = 0;
  return () => {
    chunk = (chunk + 7919) % plan.chunkCount;
    return framesOfChunk(plan, chunk);
  };
}

/** Median seconds of one call, after warming up, in samples of at least 20 ms. */
function medianSeconds(act: () => unknown): number {
  let calls = 1;
  while (time(act, calls) < 0.02) calls *= 2;
  return median(Array.from({ length: 9 }, () => time(act, calls) / calls));
}

function time(act: () => unknown, calls: number): number {
  const startedAt = performance.now();
  for (let call = 0; call < calls; call += 1) act();
  return (performance.now() - startedAt) / 1000;
}

function usedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
