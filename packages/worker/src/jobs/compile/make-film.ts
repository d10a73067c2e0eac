import { join } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { makeVideo } from '../../film/make-video.js';
import { addAudio } from '../../video/add-audio.js';
import { codecOf } from '../../video/codecs.js';
import { type FfmpegCall, FfmpegRefusal, runFfmpeg } from '../../video/run-ffmpeg.js';
import { pipedCodec } from '../../video/video-picture.js';
import { WorkerError } from '../../worker-error.js';
import type { CompileContext } from './compile-context.js';
import { createFrameReader, type FrameReader } from './frame-reader.js';
import type { PlannedFilm } from './plan-film.js';

/** A film whose video is there. */
export interface MadeFilm extends PlannedFilm {
  /** Path of the video. */
  readonly path: string;
  /** Version of the ffmpeg that made it, as it says; undefined where it says none. */
  readonly version: string | undefined;
  /** Reads what its pictures must look like. */
  readonly reader: FrameReader;
  /** Seconds that making it took. */
  readonly seconds: number;
}

/** Makes the video of a film by the way that was planned, with its sound. */
export async function makeFilm(film: PlannedFilm, context: CompileContext): Promise<MadeFilm> {
  const { settings, video, scratch, signal } = context;
  const { ffmpeg, plan, frames } = film;
  const startedAt = performance.now();
  const reader = createFrameReader(film, context);
  const { extension } = codecOf(video);
  const { audioUri } = settings;
  // Before the pictures, which may take hours.
  const audio = audioUri && (await fetchAudio(audioUri, { ffmpeg, folder: join(scratch, 'audio'), signal }));
  const path = join(scratch, `video.${extension}`);
  const { version } = await makeVideo({
    plan,
    readFrames: reader.all,
    pictureCodec: pipedCodec(settings.frameFormat),
    ffmpeg,
    video,
    threads: settings.vcpus,
    scratch,
    output: path,
    signal,
  });
  const output = audio === undefined ? path : join(scratch, `sound.${extension}`);
  if (audio !== undefined)
    await addAudio({ ffmpeg, path, audio, video, frames: frames.length, output, signal });
  return { ...film, path: output, version, reader, seconds: (performance.now() - startedAt) / 1000 };
}

async function fetchAudio(
  audioUri: string,
  {
    ffmpeg,
    folder,
    signal,
  }: { readonly ffmpeg: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<string> {
  // Archives are the least of what a film's sound comes in, and unpacking them is much to load.
  const { openScene } = await import('../../renderers/open-scene.js');
  const { path } = await openScene({
    variable: 'AUDIO_URI',
    sceneUri: audioUri,
    sceneFile: undefined,
    folder,
    signal,
  });
  await assertSound(path, audioUri, { ffmpeg, signal });
  return path;
}

async function assertSound(
  path: string,
  audioUri: string,
  call: Pick<FfmpegCall, 'ffmpeg' | 'signal'>,
): Promise<void> {
  try {
    await runFfmpeg({ ...call, args: ['-i', path, '-map', '0:a:0', '-t', '1', '-f', 'null', '-'] });
  } catch (cause) {
    if (!(cause instanceof FfmpegRefusal)) throw cause;
    throw new WorkerError(
      ExitCode.wrongData,
      `AUDIO_URI='${audioUri}' has no sound that can be read (${cause.message}); correct it`,
      { cause },
    );
  }
}
