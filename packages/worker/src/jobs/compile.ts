import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FrameSet } from '@render/batch-fanout/planning';
import { guardRun } from '../film/guard-run.js';
import { readKnownChunks } from '../film/known-chunks.js';
import { assertFramesExist, readFrames } from '../film/read-frames.js';
import type { Settings } from '../settings/settings.js';
import { openStorage } from '../storage/open-storage.js';
import { type AudioRequest, addAudio } from '../video/add-audio.js';
import { codecOf, videoKey } from '../video/codecs.js';
import { comparePicture } from '../video/compare-picture.js';
import { drawContactSheet } from '../video/draw-contact-sheet.js';
import { fetchSegments } from '../video/fetch-segments.js';
import { findFfmpeg } from '../video/find-ffmpeg.js';
import { formatFrameRate } from '../video/frame-rate.js';
import { makeVideo } from '../video/make-video.js';
import { planVideo, type VideoPlan } from '../video/plan-video.js';
import { verifyVideo } from '../video/verify-video.js';
import { pipedCodec, videoPicture } from '../video/video-picture.js';
import { videoDigest } from '../video/video-settings.js';
import type { JobContext } from './job-context.js';
import { writeIndex } from './write-index.js';

/** Makes one video of all planned frames in ascending order, and checks it before it is published. */
export async function compile(context: JobContext): Promise<void> {
  const { settings, log, signal } = context;
  const { job, video, frameFormat } = settings;
  const storage = await openStorage(job);
  if (video === undefined) return writeIndex(storage, context);
  const [ffmpeg, pictureDigest, chunks] = await Promise.all([
    findFfmpeg(settings.ffmpegPath),
    guardRun(storage, settings),
    readKnownChunks(storage, job.plan),
  ]);
  log.info({ ffmpeg: ffmpeg.path, version: ffmpeg.version }, 'compile started');
  const frames = [...job.plan.frames].sort((a, b) => a - b);
  const rule = { pictureDigest, videoDigest: videoDigest(video), ffmpeg: ffmpeg.version };
  const scratch = await mkdtemp(join(tmpdir(), 'render-compile-'));
  try {
    const plan = planVideo(await fetchSegments(storage, chunks, rule, { scratch, signal }), rule);
    log.info({ way: plan.way, why: plan.why }, 'video planned');
    const needed = settings.keepFrames
      ? frames
      : plan.pieces.flatMap((piece) => (piece.segment ? [] : piece.frames));
    await assertFramesExist(storage, needed, frames.length, frameFormat);
    const silent = join(scratch, `video.${codecOf(video).extension}`);
    const request = { ffmpeg: ffmpeg.path, format: frameFormat, exrTransfer: settings.exrTransfer, signal };
    const readPictures = (wanted: readonly number[]) =>
      readFrames(storage, wanted, frameFormat, (data) => videoPicture(data, request));
    const pictureCodec = pipedCodec(frameFormat);
    const startedAt = performance.now();
    await makeVideo({
      plan,
      readFrames: readPictures,
      pictureCodec,
      ffmpeg: ffmpeg.path,
      video,
      scratch,
      output: silent,
      signal,
    });
    const path = await withAudio(
      silent,
      { ffmpeg: ffmpeg.path, video, frames: frames.length, scratch, signal },
      settings,
    );
    const madeAt = performance.now();
    const sheet = join(scratch, 'contact-sheet.jpg');
    const checked = { ffmpeg: ffmpeg.path, path, video, signal };
    const kept = new Set(needed);
    const compare = async (position: number) => {
      const frame = frames[position] as number;
      if (!kept.has(frame)) return null;
      const picture = await firstOf(readPictures([frame]));
      return comparePicture({ ...checked, position, picture, codec: pictureCodec });
    };
    const verify = async () => {
      const { frameRate } = video;
      const verified = await verifyVideo({ ...checked, frames: frames.length, frameRate });
      await drawContactSheet({ ...checked, verified, output: sheet });
      return verified;
    };
    const [verified, first, last] = await allOrFirstFailure([
      verify(),
      compare(0),
      compare(frames.length - 1),
    ]);
    const verifiedAt = performance.now();
    const report = {
      runId: job.runId,
      video: `${storage.uri}/${videoKey(video)}`,
      frames: { planned: frames.length, found: verified.frames, text: FrameSet.from(frames).toString() },
      fps: formatFrameRate(video.frameRate),
      durationSeconds: verified.durationSeconds,
      width: verified.width,
      height: verified.height,
      bytes: (await stat(path)).size,
      sha256: await digestOf(path),
      codec: video.codec,
      similarity: { first, last },
      ...describeWay(plan),
      ffmpeg: ffmpeg.version,
      seconds: { make: toSeconds(madeAt - startedAt), verify: toSeconds(verifiedAt - madeAt) },
    };
    signal.throwIfAborted();
    await storage.putFile(videoKey(video), path);
    await storage.putFile('contact-sheet.jpg', sheet);
    await storage.put('report.json', `${JSON.stringify(report, null, 2)}\n`);
    await storage.removeUnfinished().catch((error: Error) => log.warn(error.message));
    log.info({ video: report.video, frames: verified.frames, bytes: report.bytes }, 'compile finished');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function withAudio(
  path: string,
  request: Omit<AudioRequest, 'path' | 'audio' | 'output'> & { readonly scratch: string },
  { audioUri }: Settings,
): Promise<string> {
  if (audioUri === undefined) return path;
  const folder = join(request.scratch, 'audio');
  // Archives are the least of what a film's sound comes in, and unpacking them is much to load.
  const { openScene } = await import('../renderers/open-scene.js');
  const audio = await openScene({ variable: 'AUDIO_URI', sceneUri: audioUri, sceneFile: undefined, folder });
  const output = join(request.scratch, `sound.${codecOf(request.video).extension}`);
  await addAudio({ ...request, path, audio, output });
  return output;
}

/** Waits for all, so that no program still reads what is removed when one has failed. */
async function allOrFirstFailure<T extends readonly unknown[]>(
  tasks: {
    readonly [K in keyof T]: Promise<T[K]>;
  },
): Promise<T> {
  await Promise.allSettled(tasks);
  return (await Promise.all(tasks)) as unknown as T;
}

async function firstOf(pictures: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const picture of pictures) return picture;
  throw new Error('there is no picture');
}

function describeWay({ way, why, pieces }: VideoPlan) {
  const encoded = pieces.filter(({ segment }) => segment === undefined);
  return {
    way,
    why,
    segmentsJoined: pieces.length - encoded.length,
    framesEncoded: encoded.reduce((sum, { frames }) => sum + frames.length, 0),
  };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function toSeconds(milliseconds: number): number {
  return Number((milliseconds / 1000).toFixed(3));
}
