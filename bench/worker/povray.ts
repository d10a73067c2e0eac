import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFfmpeg } from '../../packages/worker/src/video/find-ffmpeg.js';
import { hasProgram } from '../../test/has-program.js';
import { encodeByHand } from '../encode-by-hand.js';
import { inFolder } from '../in-folder.js';
import { compare, formatComparison } from '../measure.js';
import { renderFilm } from '../render-film.js';
import { runProgram } from '../run-program.js';

const ROUNDS = 3;
const FRAMES = 48;
const RANGE_TARGET = 1.15;
const FRAME_TARGET = 0.75;
const SCENE = '/usr/share/doc/povray/examples/animations/camera2/camera2.pov';
const SIZE = { WIDTH: '640', HEIGHT: '360' };

/** The whole workflow with POV-Ray, against two calls of it by hand, and against one call for every frame. */
export async function benchPovray(): Promise<string> {
  if (!hasProgram('povray')) return 'whole workflow with POV-Ray: not measured, there is no povray';
  const { path: ffmpeg } = await findFfmpeg(undefined);
  const byRanges = await compare(workflow, () => inFolder((folder) => renderRanges(folder, ffmpeg)), ROUNDS);
  const byFrames = await compare(workflow, () => inFolder((folder) => renderFrames(folder, ffmpeg)), ROUNDS);
  const name = `whole workflow, ${FRAMES} frames with POV-Ray on two slots`;
  return [
    formatComparison(`${name}, against two ranges and ffmpeg by hand`, byRanges, RANGE_TARGET),
    formatComparison(`${name}, against xargs -P2 for every frame and ffmpeg`, byFrames, FRAME_TARGET),
  ].join('\n');
}

function workflow(): Promise<void> {
  return inFolder((folder) =>
    renderFilm(folder, {
      ...SIZE,
      TOTAL_FRAMES: String(FRAMES),
      FRAMES_PER_RENDER_JOB: String(FRAMES / 4),
      OUTPUT_URI: pathToFileURL(folder).href,
      RENDERER: 'povray',
      SCENE_URI: pathToFileURL(SCENE).href,
    }),
  );
}

async function renderRanges(folder: string, ffmpeg: string): Promise<void> {
  const half = FRAMES / 2;
  await Promise.all([
    runProgram('povray', povray(folder, [`+SF1`, `+EF${half}`])),
    runProgram('povray', povray(folder, [`+SF${half + 1}`, `+EF${FRAMES}`])),
  ]);
  await encodeByHand(ffmpeg, join(folder, 'frame%02d.png'), join(folder, 'video.mp4'));
}

async function renderFrames(folder: string, ffmpeg: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const numbers = Array.from({ length: FRAMES }, (_, index) => String(index + 1)).join('\\n');
  const call = ['povray', ...povray(folder, ['+SF{}', '+EF{}'])].join(' ');
  await runProgram('sh', ['-c', `printf '${numbers}\\n' | xargs -P2 -I{} ${call}`]);
  await encodeByHand(ffmpeg, join(folder, 'frame%02d.png'), join(folder, 'video.mp4'));
}

function povray(folder: string, range: readonly string[]): string[] {
  const size = [`+W${SIZE.WIDTH}`, `+H${SIZE.HEIGHT}`];
  return [
    `+I${SCENE}`,
    `+O${folder}/frame`,
    ...size,
    '+KFI1',
    `+KFF${FRAMES}`,
    ...range,
    '-D',
    '-GA',
    '+WT1',
  ];
}
