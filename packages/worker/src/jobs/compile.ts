import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrameSet } from '@render/batch-fanout/planning';
import { assertOneSize } from '../film/assert-one-size.js';
import { fetchSegments } from '../film/fetch-segments.js';
import { fillMissing } from '../film/fill-missing.js';
import { guardRun } from '../film/guard-run.js';
import { readKnownChunks } from '../film/known-chunks.js';
import { makeVideo } from '../film/make-video.js';
import { planVideo, type VideoPlan } from '../film/plan-video.js';
import { readFrames } from '../film/read-frames.js';
import { createSlatePainter } from '../film/slate.js';
import type { Settings } from '../settings/settings.js';
import { formatJson } from '../storage/json.js';
import { openStorage } from '../storage/open-storage.js';
import { type AudioRequest, addAudio } from '../video/add-audio.js';
import { checkVideo } from '../video/check-video.js';
import { codecOf, videoKey } from '../video/codecs.js';
import { keyframeIntervalOf } from '../video/encode-video.js';
import { findFfmpeg } from '../video/find-ffmpeg.js';
import { pipedCodec, videoPicture } from '../video/video-picture.js';
import { videoDigest } from '../video/video-settings.js';
import { describeFilm } from './describe-film.js';
import type { JobContext } from './job-context.js';
import { writeIndex } from './write-index.js';

/** Makes one video of all planned frames in ascending order, and checks it before it is published. */
export async function compile(context: JobContext): Promise<void> {
  const { settings, log, signal } = context;
  const { job, video, frameFormat: format, exrTransfer } = settings;
  const storage = await openStorage(job, signal);
  if (video === undefined) return writeIndex(storage, context);
  const [{ path: ffmpeg, version }, pictureDigest, { chunks, records }] = await Promise.all([
    findFfmpeg(settings.ffmpegPath),
    guardRun(storage, settings),
    readKnownChunks(storage, job.plan),
  ]);
  log.info({ ffmpeg, version }, 'compile started');
  const size = assertOneSize(records.filter((record) => record.pictureDigest === pictureDigest));
  const frames = [...job.plan.frames].sort((a, b) => a - b);
  const rule = { pictureDigest, videoDigest: videoDigest(video, exrTransfer), ffmpeg: version };
  const scratch = await mkdtemp(join(tmpdir(), 'render-compile-'));
  try {
    const plan = planVideo(await fetchSegments(storage, chunks, rule, { scratch, signal }), rule);
    log.info({ way: plan.way, why: plan.why }, 'video planned');
    const needed = settings.keepFrames
      ? frames
      : plan.pieces.flatMap((piece) => (piece.segment ? [] : piece.frames));
    const fills = await fillMissing(storage, needed, frames.length, settings, adviceOn(plan));
    if (fills.size > 0) {
      const missing = FrameSet.from(fills.keys()).toString();
      log.warn({ missing }, `${fills.size} of ${frames.length} frames are missing and filled`);
    }

    const request = { ffmpeg, format, exrTransfer, signal };
    const paintSlate = createSlatePainter(size ?? sizeOf(settings), settings, request);
    const source = {
      storage,
      format,
      fills,
      convert: (data: Uint8Array) => videoPicture(data, request),
      drawSlate: paintSlate,
    };
    const pictureCodec = pipedCodec(format);
    const silent = join(scratch, `video.${codecOf(video).extension}`);
    const startedAt = performance.now();
    await makeVideo({
      plan,
      readFrames: (wanted) => readFrames(source, wanted),
      pictureCodec,
      ffmpeg,
      video,
      threads: settings.vcpus,
      scratch,
      output: silent,
      signal,
    });
    const sound = { ffmpeg, video, frames: frames.length, scratch, signal };
    const path = await withAudio(silent, sound, settings);
    const madeAt = performance.now();
    const kept = new Set(needed);
    const readPicture = async (frame: number) =>
      kept.has(frame) ? (await readFrames(source, [frame]).next()).value : undefined;
    const checked = await checkVideo({
      ffmpeg,
      path,
      video,
      frames,
      readPicture,
      pictureCodec,
      keyframeInterval: plan.way === 'join' ? keyframeIntervalOf(video) : undefined,
      scratch,
      signal,
    });
    if (size !== undefined && (checked.width !== size.width || checked.height !== size.height)) {
      log.warn(
        `frames of ${size.width}x${size.height} pixels are padded to ${checked.width}x${checked.height}, because ${video.pixelFormat} takes even sizes only`,
      );
    }
    const uri = `${storage.uri}/${videoKey(video)}`;
    const seconds = (madeAt - startedAt) / 1000;
    const film = {
      runId: job.runId,
      uri,
      path,
      frames,
      fills,
      video,
      plan,
      checked,
      ffmpeg: version,
      seconds,
    };
    const report = await describeFilm(film);
    signal.throwIfAborted();
    await storage.putFile(videoKey(video), path);
    await storage.putFile('contact-sheet.jpg', checked.contactSheet);
    await storage.put('report.json', formatJson(report));
    await storage.removeUnfinished().catch((error: Error) => log.warn(error.message));
    log.info({ video: uri, frames: checked.frames, bytes: report.bytes }, 'compile finished');
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
  const { signal } = request;
  const audio = await openScene({
    variable: 'AUDIO_URI',
    sceneUri: audioUri,
    sceneFile: undefined,
    folder,
    signal,
  });
  const output = join(request.scratch, `sound.${codecOf(request.video).extension}`);
  await addAudio({ ...request, path, audio: audio.path, output });
  return output;
}

/** Segments without their frames are what KEEP_FRAMES=false leaves, which compile has to be told too. */
function adviceOn({ way }: VideoPlan): string | undefined {
  return way === 'join'
    ? 'render them again, or set KEEP_FRAMES=false here too if the render jobs had it'
    : undefined;
}

/** Where no record says how large frames are, none was rendered by a program, and settings have a size. */
function sizeOf({ width = 1_280, height = 720 }: Settings) {
  return { width, height };
}
