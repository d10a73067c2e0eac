import { join } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { makeVideo } from '../../film/make-video.js';
import type { Settings } from '../../settings/settings.js';
import { addAudio } from '../../video/add-audio.js';
import { codecOf } from '../../video/codecs.js';
import { type FfmpegCall, FfmpegRefusal, runFfmpeg } from '../../video/run-ffmpeg.js';
import { pipedCodec } from '../../video/video-picture.js';
import { WorkerError } from '../../worker-error.js';
import type { FrameReader } from './frame-reader.js';
import type { PlannedFilm } from './plan-film.js';

/** Makes the video of a film by the way that was planned, with its sound; the path of its file. */
export async function makeFilm(
  film: PlannedFilm,
  settings: Settings,
  { all }: FrameReader,
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal },
): Promise<string> {
  const { plan, video, frames } = film;
  const ffmpeg = film.ffmpeg.path;
  const { extension } = codecOf(video);
  const { audioUri } = settings;
  // Before the pictures, which may take hours.
  const audio = audioUri && (await fetchAudio(audioUri, { ffmpeg, folder: join(scratch, 'audio'), signal }));
  const path = join(scratch, `video.${extension}`);
  await makeVideo({
    plan,
    readFrames: all,
    pictureCodec: pipedCodec(settings.frameFormat),
    ffmpeg,
    video,
    threads: settings.vcpus,
    scratch,
    output: path,
    signal,
  });
  if (audio === undefined) return path;
  const output = join(scratch, `sound.${extension}`);
  await addAudio({ ffmpeg, path, audio, video, frames: frames.length, output, signal });
  return output;
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
