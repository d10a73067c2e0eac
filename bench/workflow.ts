import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workerEntrypoint } from '@render/worker';
import { type Ffmpeg, findFfmpeg, packagedFfmpeg } from '../packages/worker/src/video/find-ffmpeg.js';
import { encodeByHand } from './encode-by-hand.js';
import { inFolder } from './in-folder.js';
import { compare, formatComparison } from './measure.js';
import { renderFilm } from './render-film.js';
import { runProgram } from './run-program.js';

const ROUNDS = 5;
const TARGET = 1.25;
const CHUNKS = 8;
/** What `npm start` renders, and a film long enough for its work to outweigh the start of its processes. */
const FILM_LENGTHS = [240, 960];

/** The whole workflow, start to video, against one renderer process per core and then one ffmpeg. */
export async function benchWorkflow(): Promise<string> {
  const lines: string[] = [];
  for (const { path, version } of await findPrograms()) {
    for (const frames of FILM_LENGTHS) {
      const comparison = await compare(
        () => inFolder((folder) => runWorkflow(folder, frames, path)),
        () => inFolder((folder) => runByHand(folder, frames, path)),
        ROUNDS,
      );
      const name = `whole workflow, ${frames} frames of 1280x720 in ${CHUNKS} chunks with ffmpeg ${version}, against renderers and ffmpeg by hand`;
      lines.push(formatComparison(name, comparison, TARGET));
    }
  }
  return lines.join('\n');
}

/** That which npm brings, and that of the machine: one that is linked to many libraries takes 50 ms to start, thirteen times. */
async function findPrograms(): Promise<readonly Ffmpeg[]> {
  const found = await Promise.all([findFfmpeg(packagedFfmpeg()), findFfmpeg(undefined)]);
  return [...new Map(found.map((ffmpeg) => [ffmpeg.path, ffmpeg])).values()];
}

function runWorkflow(folder: string, frames: number, ffmpeg: string): Promise<void> {
  return renderFilm(folder, {
    FFMPEG_PATH: ffmpeg,
    TOTAL_FRAMES: String(frames),
    FRAMES_PER_RENDER_JOB: String(frames / CHUNKS),
    OUTPUT_URI: pathToFileURL(folder).href,
  });
}

/** What someone would do without us: a renderer for each core's equal share, then ffmpeg over the numbered files. */
async function runByHand(folder: string, frames: number, ffmpeg: string): Promise<void> {
  const share = Math.ceil(frames / availableParallelism());
  const job = {
    JOB_TYPE: 'render',
    RUN_ID: 'film',
    OUTPUT_URI: pathToFileURL(folder).href,
    TOTAL_FRAMES: String(frames),
    FRAMES_PER_RENDER_JOB: String(share),
    SEGMENTS: 'false',
  };
  await Promise.all(
    Array.from({ length: Math.ceil(frames / share) }, (_, index) =>
      runProgram(process.execPath, [workerEntrypoint], { ...job, AWS_BATCH_JOB_ARRAY_INDEX: String(index) }),
    ),
  );
  await encodeByHand(ffmpeg, join(folder, 'film/frames/frame-%06d.png'), join(folder, 'film/video.mp4'));
}
