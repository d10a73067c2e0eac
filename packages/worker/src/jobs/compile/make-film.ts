import { join } from 'node:path';
import { makeVideo } from '../../film/make-video.js';
import type { Settings } from '../../settings/settings.js';
import { addAudio } from '../../video/add-audio.js';
import { codecOf } from '../../video/codecs.js';
import { pipedCodec } from '../../video/video-picture.js';
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
  if (settings.audioUri === undefined) return path;
  const audio = await fetchAudio(settings.audioUri, join(scratch, 'audio'), signal);
  const output = join(scratch, `sound.${extension}`);
  await addAudio({ ffmpeg, path, audio, video, frames: frames.length, output, signal });
  return output;
}

async function fetchAudio(audioUri: string, folder: string, signal: AbortSignal): Promise<string> {
  // Archives are the least of what a film's sound comes in, and unpacking them is much to load.
  const { openScene } = await import('../../renderers/open-scene.js');
  const { path } = await openScene({
    variable: 'AUDIO_URI',
    sceneUri: audioUri,
    sceneFile: undefined,
    folder,
    signal,
  });
  return path;
}
