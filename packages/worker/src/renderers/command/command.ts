import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameRange, FrameSet } from '@render/batch-fanout/planning';
import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import type { CheckedRenderer } from '../checked-renderer.js';
import { FrameFailure } from '../frame-failure.js';
import type { RenderedFrame, RenderRequest } from '../renderer.js';
import { startProgram } from '../start-program.js';
import { checkCommand } from './check-command.js';
import { fillIn, type PlaceholderValues, pad, readCommand } from './placeholders.js';
import { sideBySide } from './side-by-side.js';
import { watchOutput } from './watch-output.js';

/** Runs any program: for every frame, as many at once as there are processors, or for every run of frames in equal steps. */
export const command: CheckedRenderer = {
  name: 'command',
  check: checkCommand,
  render(request: RenderRequest): AsyncIterable<RenderedFrame> {
    const { command: parts, mode, placeholders } = readCommand(request.variables.RENDER_COMMAND);
    const hasStep = placeholders.has('step');
    const calls = mode === 'frame' ? callsByFrame(request) : callsByRange(request.frames, { hasStep });
    const most = mode === 'frame' ? request.vcpus : 1;
    return sideBySide(calls, most, (call) => runCall(request, parts, call));
  },
};

interface Call {
  readonly frames: readonly number[];
  readonly values: PlaceholderValues;
  /** Where `{output}` leads: the file of a frame, the folder of a range. */
  readonly outputOf: (folder: string) => string;
}

function callsByFrame({ frames, frameFormat }: RenderRequest): Call[] {
  return [...frames].map((frame) => ({
    frames: [frame],
    values: { frame },
    outputOf: (folder) => join(folder, `frame-${pad(frame, 6)}.${frameFormat}`),
  }));
}

/** A program that is not told the step is called for neighbours, or for each frame. */
function callsByRange(frames: FrameSet, { hasStep }: { readonly hasStep: boolean }): Call[] {
  const runs = runsOf(frames).flatMap((run) => (hasStep || run.step === 1 ? [run] : singlesOf(run)));
  return runs.map(({ first, step, count }) => ({
    frames: Array.from({ length: count }, (_, index) => first + index * step),
    values: { first, last: first + step * (count - 1), step, count },
    outputOf: (folder) => folder,
  }));
}

function singlesOf({ first, step, count }: FrameRange): FrameRange[] {
  return Array.from({ length: count }, (_, index) => ({ first: first + index * step, step: 1, count: 1 }));
}

/** Runs of frames in equal steps. Two frames are one, too, so that the scene is not loaded twice. */
function runsOf({ ranges }: FrameSet): FrameRange[] {
  const runs: FrameRange[] = [];
  for (const range of ranges) {
    const last = runs.at(-1);
    const isPair = last?.count === 1 && range.count === 1 && range.first > last.first;
    if (isPair) runs[runs.length - 1] = { first: last.first, step: range.first - last.first, count: 2 };
    else runs.push(range);
  }
  return runs;
}

async function* runCall(
  request: RenderRequest,
  parts: readonly string[],
  { frames, values, outputOf }: Call,
): AsyncGenerator<RenderedFrame> {
  const { scene, width, height, animationFirst, animationLast, frameFormat, variables } = request;
  const folder = join(request.scratch, `call-${frames[0]}`);
  await mkdir(folder);
  const all = { ...values, scene, width, height, animationFirst, animationLast, output: outputOf(folder) };
  const rule = { frameFormat, pattern: variables.RENDER_OUTPUT };
  const filled = parts.map((part) => fillIn(part, all));
  const missing = new Set(frames);
  const program = startProgram({ command: filled, request, frames: frames.length });
  try {
    for await (const rendered of watchOutput(folder, frames, rule, program)) {
      missing.delete(rendered.frame);
      yield rendered;
    }
  } catch (error) {
    if (error instanceof FrameFailure && frames.length === 1) error.frame = frames[0] as number;
    throw error;
  }
  if (missing.size === 0) return;
  // Some programs that find no licence end as if all were well.
  throw new (program.asksForRetry ? WorkerError : FrameFailure)(
    program.asksForRetry ? ExitCode.temporary : ExitCode.wrongData,
    `${filled[0]} ended with 0 but wrote no ${frameFormat} of frame ${[...missing].slice(0, 5).join(', ')}; make it write to {output}${variables.RENDER_OUTPUT === undefined ? '' : `, under the name that RENDER_OUTPUT='${variables.RENDER_OUTPUT}' tells`}`,
  );
}
