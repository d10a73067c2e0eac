import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allOrFirstFailure } from '../all-or-first-failure.js';
import { digestOfFile } from '../storage/digest-of-file.js';
import { formatJson } from '../storage/json.js';
import { openStorage } from '../storage/open-storage.js';
import { type CheckedVideo, checkVideo } from '../video/check-video.js';
import { videoKey } from '../video/codecs.js';
import { keyframeIntervalOf } from '../video/encode-video.js';
import { pipedCodec } from '../video/video-picture.js';
import type { CompileContext } from './compile/compile-context.js';
import { describeFilm } from './compile/describe-film.js';
import type { FoundFilm } from './compile/find-film.js';
import { planAndMake } from './compile/plan-and-make.js';
import { writeIndex } from './compile/write-index.js';
import type { JobContext } from './job-context.js';

/** Makes one video of all planned frames in ascending order, and checks it before it is published. */
export async function compile(context: JobContext): Promise<void> {
  const { settings, signal } = context;
  const storage = await openStorage(settings.job, signal);
  const { video } = settings;
  if (video === undefined) return writeIndex(storage, context);
  const scratch = await mkdtemp(join(tmpdir(), 'render-compile-'));
  try {
    await compileIn({ ...context, storage, video, scratch });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function compileIn(context: CompileContext): Promise<void> {
  const { settings, storage, video, scratch, log, signal } = context;
  const film = await planAndMake(context);
  const [checked, sha256] = await allOrFirstFailure([
    checkVideo({
      ffmpeg: film.ffmpeg,
      path: film.path,
      video,
      frames: film.frames,
      readPicture: film.reader.one,
      pictureCodec: pipedCodec(settings.frameFormat),
      keyframeInterval: film.plan.way === 'join' ? keyframeIntervalOf(video) : undefined,
      scratch,
      warn: (message) => log.warn(message),
      signal,
    }),
    digestOfFile(film.path, signal),
  ]);
  warnOfPadding(film, checked, context);

  const uri = `${storage.uri}/${videoKey(video)}`;
  const report = await describeFilm({ ...film, checked, sha256, uri }, context);
  signal.throwIfAborted();
  await storage.putFile(videoKey(video), film.path);
  if (checked.contactSheet !== undefined) await storage.putFile('contact-sheet.jpg', checked.contactSheet);
  await storage.put('report.json', formatJson(report));
  await storage.removeUnfinished().catch((error: Error) => log.warn(error.message));
  log.info({ video: uri, frames: checked.frames, bytes: report.bytes }, 'compile finished');
}

function warnOfPadding(
  { size }: FoundFilm,
  { width, height }: CheckedVideo,
  { video, log }: CompileContext,
): void {
  if (size === undefined || (width === size.width && height === size.height)) return;
  log.warn(
    `frames of ${size.width}x${size.height} pixels are padded to ${width}x${height}, because ${video.pixelFormat} takes even sizes only`,
  );
}
