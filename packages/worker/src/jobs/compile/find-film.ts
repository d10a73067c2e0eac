import { ExitCode } from '../../exit-code.js';
import { assertOneSize } from '../../film/assert-one-size.js';
import { guardRun } from '../../film/guard-run.js';
import { readKnownChunks } from '../../film/known-chunks.js';
import type { KnownChunk, SegmentRule } from '../../film/plan-video.js';
import type { PictureSize } from '../../pictures/picture-size.js';
import { locateFfmpeg } from '../../video/find-ffmpeg.js';
import { sizeProblem } from '../../video/size-problem.js';
import { videoDigest } from '../../video/video-settings.js';
import { WorkerError } from '../../worker-error.js';
import type { CompileContext } from './compile-context.js';

/** A film as its children have left it. */
export interface FoundFilm {
  /** Path of the ffmpeg that is to make it. */
  readonly ffmpeg: string;
  /** The chunks of its first plan. */
  readonly chunks: readonly KnownChunk[];
  /** What their segments must carry, but for the version of ffmpeg. */
  readonly digests: Pick<SegmentRule, 'pictureDigest' | 'videoDigest'>;
  /** How large its frames are; undefined where no record says it. */
  readonly size: PictureSize | undefined;
  /** Frames that a renderer has failed. */
  readonly failed: ReadonlySet<number>;
}

/**
 * Looks what the children have left.
 *
 * @throws WorkerError with exit code 65 if frames differ in size or no video can be made of it, 69 if there is no ffmpeg.
 */
export async function findFilm({ settings, storage, video, log }: CompileContext): Promise<FoundFilm> {
  const [ffmpeg, pictureDigest, { chunks, records, failed }] = await Promise.all([
    locateFfmpeg(settings.ffmpegPath),
    guardRun(storage, settings),
    readKnownChunks(storage, settings.job.plan),
  ]);
  log.info({ ffmpeg }, 'compile started');
  const size = assertOneSize(records.filter((record) => record.pictureDigest === pictureDigest));
  const problem = size && sizeProblem(video, size);
  if (problem !== undefined)
    throw new WorkerError(
      ExitCode.wrongData,
      `frames have ${size?.width}x${size?.height} pixels, but ${problem}; choose another VIDEO_CODEC or size`,
    );
  return {
    ffmpeg,
    chunks,
    digests: { pictureDigest, videoDigest: videoDigest(video, settings.exrTransfer) },
    size,
    failed,
  };
}
