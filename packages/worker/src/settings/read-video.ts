import type * as v from 'valibot';
import { ExitCode } from '../exit-code.js';
import { codecOf } from '../video/codecs.js';
import type { VideoSettings } from '../video/video-settings.js';
import { WorkerError } from '../worker-error.js';
import type { WorkerVariables } from './variables.js';

/** What a codec knows nothing of is refused, so that nobody thinks it was heeded. */
export function readVideo(
  worker: v.InferOutput<typeof WorkerVariables>,
  environment: Readonly<Record<string, string | undefined>>,
): VideoSettings | undefined {
  const { VIDEO_CODEC: codec, PIXEL_FORMAT, CRF, PRESET, FPS: frameRate } = worker;
  if (codec === 'none') return undefined;
  const { pixelFormats, crf, presets } = codecOf({ codec });
  const choose = (name: string, chosen: string | undefined, allowed: readonly string[], normal?: string) => {
    if (chosen === undefined || allowed.includes(chosen)) return chosen ?? normal;
    const what = allowed.length === 0 ? 'leave it out' : `choose one of ${allowed.join(', ')}`;
    throw new WorkerError(
      ExitCode.wrongSettings,
      `${name}='${environment[name]}' is nothing that VIDEO_CODEC=${codec} knows; ${what}`,
    );
  };
  if (CRF !== undefined && CRF > (crf?.highest ?? -1)) {
    const what = crf === undefined ? 'leave it out' : `choose 0 to ${crf.highest}`;
    throw new WorkerError(
      ExitCode.wrongSettings,
      `CRF='${CRF}' is nothing that VIDEO_CODEC=${codec} knows; ${what}`,
    );
  }
  return {
    codec,
    frameRate,
    pixelFormat: choose('PIXEL_FORMAT', PIXEL_FORMAT, pixelFormats, pixelFormats[0]) as string,
    crf: CRF ?? crf?.normal,
    preset: choose('PRESET', PRESET, presets?.names ?? [], presets?.normal),
  };
}
