import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workerEntrypoint } from '@render/worker';
import { findFfmpeg } from '../../packages/worker/src/video/find-ffmpeg.js';
import { encodeByHand } from '../encode-by-hand.js';
import { inFolder } from '../in-folder.js';
import { compare, formatSpeed } from '../measure.js';
import { median } from '../median.js';
import { renderFilm } from '../render-film.js';
import { runProgram } from '../run-program.js';

const ROUNDS = 3;
const FRAMES = 3_000;
const CHUNKS = 30;
const JOIN_TARGET = 50;
const COMPILE_TARGET = 25;

/** Compile, which joins what the children encoded, against encoding all frames at once. */
export function benchJoin(): Promise<string> {
  return inFolder(async (folder) => {
    const { path: ffmpeg } = await findFfmpeg(undefined);
    const film = {
      PATH: process.env.PATH ?? '',
      RUN_ID: 'film',
      OUTPUT_URI: pathToFileURL(folder).href,
      TOTAL_FRAMES: String(FRAMES),
      FRAMES_PER_RENDER_JOB: String(FRAMES / CHUNKS),
      VCPUS: '1',
    };
    const { PATH: _, RUN_ID: __, ...given } = film;
    await renderFilm(folder, given);
    const joinSeconds: number[] = [];
    const frames = join(folder, 'film/frames/frame-%06d.png');
    const whole = await compare(
      () => encodeByHand(ffmpeg, frames, join(folder, 'by-hand.mp4')),
      async () => {
        await runProgram(process.execPath, [workerEntrypoint], { ...film, JOB_TYPE: 'compile' });
        const { seconds } = JSON.parse(await readFile(join(folder, 'film/report.json'), 'utf8'));
        joinSeconds.push(seconds.make + seconds.verify);
      },
      ROUNDS,
    );
    const name = `of ${FRAMES} frames of 1280x720 in ${CHUNKS} chunks, against encoding them with libx264's preset medium`;
    const [_warmUp, ...counted] = joinSeconds;
    const joined = median(counted);
    return [
      formatSpeed(`join and verify ${name}`, whole.seconds / joined, JOIN_TARGET, [whole.seconds, joined]),
      formatSpeed(`whole compile ${name}`, whole.ratio, COMPILE_TARGET, [
        whole.seconds,
        whole.baselineSeconds,
      ]),
    ].join('\n');
  });
}
