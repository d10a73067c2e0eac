import type * as v from 'valibot';
import { ExitCode } from '../exit-code.js';
import { codecOf } from '../video/codecs.js';
import { formatFrameRate, isSlower } from '../video/frame-rate.js';
import { sizeProblem } from '../video/size-problem.js';
import type { VideoSettings } from '../video/video-settings.js';
import { WorkerError } from '../worker-error.js';
import type { WorkerVariables } from './variables.js';

/** What means nothing without a video. */
const OF_A_VIDEO = ['PIXEL_FORMAT', 'CRF', 'PRESET', 'AUDIO_URI'] as const;
const LEAVE_OUT = 'leave it out';

/** What a codec knows nothing of is refused, so that nobody thinks it was heeded. */
export function readVideo(
  worker: v.InferOutput<typeof WorkerVariables>,
  environment: Readonly<Record<string, string | undefined>>,
): VideoSettings | undefined {
  const { VIDEO_CODEC: codec, WIDTH, HEIGHT, PIXEL_FORMAT, CRF, PRESET, FPS: frameRate } = worker;
  const refuse = (name: string, what: string): never => {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `${name}='${environment[name]}' is nothing that VIDEO_CODEC=${codec} knows; ${what}`,
    );
  };
  if (codec === 'none') {
    const name = OF_A_VIDEO.find((variable) => worker[variable] !== undefined);
    return name === undefined ? undefined : refuse(name, LEAVE_OUT);
  }
  const { pixelFormats, crf, presets, leastRate } = codecOf({ codec });
  if (leastRate !== undefined && isSlower(frameRate, leastRate))
    refuse('FPS', `choose ${formatFrameRate(leastRate)} or more`);
  const problem = WIDTH && HEIGHT && sizeProblem({ codec }, { width: WIDTH, height: HEIGHT });
  if (problem)
    throw new WorkerError(
      ExitCode.wrongSettings,
      `WIDTH='${WIDTH}' and HEIGHT='${HEIGHT}' make no video: ${problem}; choose another size or VIDEO_CODEC`,
    );
  const choose = (name: string, chosen: string | undefined, allowed: readonly string[], normal?: string) => {
    if (chosen === undefined || allowed.includes(chosen)) return chosen ?? normal;
    return refuse(name, allowed.length === 0 ? LEAVE_OUT : `choose one of ${allowed.join(', ')}`);
  };
  if (CRF !== undefined && CRF > (crf?.highest ?? -1))
    refuse('CRF', crf === undefined ? LEAVE_OUT : `choose 0 to ${crf.highest}`);
  return {
    codec,
    frameRate,
    pixelFormat: choose('PIXEL_FORMAT', PIXEL_FORMAT, pixelFormats, pixelFormats[0]) as string,
    crf: CRF ?? crf?.normal,
    preset: choose('PRESET', PRESET, presets?.names ?? [], presets?.normal),
  };
}
