import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatJson } from '../storage/json.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { type CheckedVideo, checkVideo } from '../video/check-video.js';
import { videoKey } from '../video/codecs.js';
import { keyframeIntervalOf } from '../video/encode-video.js';
import { pipedCodec } from '../video/video-picture.js';
import type { VideoSettings } from '../video/video-settings.js';
import { describeFilm } from './compile/describe-film.js';
import { createFrameReader } from './compile/frame-reader.js';
import { makeFilm } from './compile/make-film.js';
import { type PlannedFilm, planFilm } from './compile/plan-film.js';
import { writeIndex } from './compile/write-index.js';
import type { JobContext } from './job-context.js';

/** Makes one video of all planned frames in ascending order, and checks it before it is published. */
export async function compile(context: JobContext): Promise<void> {
  const { settings, signal } = context;
  const storage = await openStorage(settings.job, signal);
  if (settings.video === undefined) return writeIndex(storage, context);
  const scratch = await mkdtemp(join(tmpdir(), 'render-compile-'));
  try {
    await compileIn(scratch, storage, context, settings.video);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function compileIn(
  scratch: string,
  storage: Storage,
  context: JobContext,
  video: VideoSettings,
): Promise<void> {
  const { settings, log, signal } = context;
  const film = await planFilm(storage, context, video, scratch);
  const reader = createFrameReader(storage, settings, film, signal);
  const startedAt = performance.now();
  const path = await makeFilm(film, settings, reader, { scratch, signal });
  const seconds = (performance.now() - startedAt) / 1000;
  const checked = await checkVideo({
    ffmpeg: film.ffmpeg.path,
    path,
    video,
    frames: film.frames,
    readPicture: reader.one,
    pictureCodec: pipedCodec(settings.frameFormat),
    keyframeInterval: film.plan.way === 'join' ? keyframeIntervalOf(video) : undefined,
    scratch,
    signal,
  });
  warnOfPadding(film, checked, context);

  const { runId } = settings.job;
  const uri = `${storage.uri}/${videoKey(video)}`;
  const report = await describeFilm({ ...film, runId, uri, path, checked, seconds });
  signal.throwIfAborted();
  await storage.putFile(videoKey(video), path);
  await storage.putFile('contact-sheet.jpg', checked.contactSheet);
  await storage.put('report.json', formatJson(report));
  await storage.removeUnfinished().catch((error: Error) => log.warn(error.message));
  log.info({ video: uri, frames: checked.frames, bytes: report.bytes }, 'compile finished');
}

function warnOfPadding({ size, video }: PlannedFilm, { width, height }: CheckedVideo, { log }: JobContext) {
  if (size === undefined || (width === size.width && height === size.height)) return;
  log.warn(
    `frames of ${size.width}x${size.height} pixels are padded to ${width}x${height}, because ${video.pixelFormat} takes even sizes only`,
  );
}
