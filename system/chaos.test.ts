import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../packages/batch-fanout/test/random-from.js';
import { drawFrame } from '../packages/worker/test/renderers/drawn-film.js';
import { runWorker } from '../packages/worker/test/run-worker.js';
import { hasProgram } from '../test/has-program.js';
import { type Film, runFilm } from '../test/run-film.js';
import { disturb } from './chaos/disturb.js';
import { openBucket, openDisk } from './chaos/places.js';
import { processesOfRun } from './chaos/processes-of-run.js';

const RUNS = Number(process.env.CHAOS_RUNS ?? 50);
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);

const SIZE = { WIDTH: '160', HEIGHT: '90' };
const RENDERERS = [
  { RENDERER: 'test-pattern', ...SIZE },
  { RENDERER: 'test-pattern', ...SIZE },
  {
    RENDERER: 'command',
    RENDER_COMMAND: JSON.stringify([process.execPath, drawFrame, 'file', '{output}', '{frame}']),
  },
];
/** Codecs that lose nothing, so that segments, encoded pieces and whole films show the same pictures. */
const CODECS = [{ VIDEO_CODEC: 'png' }, { VIDEO_CODEC: 'h264', CRF: '0' }];

describe.runIf(hasProgram('ffmpeg') && process.platform === 'linux')('chaos', () => {
  test(`${RUNS} runs of 60 frames end in the right film or in one readable error, seed ${SEED}`, {
    timeout: 900_000,
  }, async () => {
    const random = randomFrom(SEED);
    const undisturbed = new Map<string, Promise<string>>();
    const tally: Record<string, number> = {};
    const count = (what: string) => {
      tally[what] = (tally[what] ?? 0) + 1;
    };
    for (let number = 0; number < RUNS; number += 1) {
      const film: Film & Record<'RENDERER' | 'VIDEO_CODEC', string> = {
        RUN_ID: `chaos-${process.pid}-${number}`,
        FRAMES: '1-60',
        FRAMES_PER_RENDER_JOB: String(8 + Math.floor(random() * 24)),
        ...(RENDERERS[number % RENDERERS.length] as (typeof RENDERERS)[0]),
        ...(CODECS[Math.floor(random() * CODECS.length)] as (typeof CODECS)[0]),
        KEEP_FRAMES: random() < 0.3 ? 'false' : 'true',
      };
      const kind = JSON.stringify([film.RENDERER, film.VIDEO_CODEC]);
      const expected = undisturbed.get(kind) ?? renderCalmly(film);
      undisturbed.set(kind, expected);
      const pictures = await expected;
      await runDisturbed(film, pictures, random, count);
    }
    console.log(`chaos, seed ${SEED}: ${JSON.stringify(tally)}`);
  });
});

async function runDisturbed(
  film: Film,
  expected: string,
  random: () => number,
  count: (what: string) => void,
): Promise<void> {
  const place = await (random() < 0.5 ? openDisk() : openBucket());
  const logs = await mkdtemp(join(tmpdir(), 'chaos-logs-'));
  try {
    const options = {
      environment: place.variables,
      logFolder: logs,
      pollSeconds: 0.1,
      startAttempts: 5,
      slots: 2,
      stopGraceSeconds: 1,
    };
    const end = new AbortController();
    const disturbing = disturb(film.RUN_ID, place, random, end.signal);
    const running = runFilm(film, options).finally(() => end.abort());
    // Whichever fails, neither may go on when the place is closed.
    await Promise.allSettled([running, disturbing]);
    let ending = await running;
    for (const what of await disturbing) count(what);
    count(ending);
    expect(processesOfRun(film.RUN_ID)).toEqual([]);
    if (ending === 'failed') {
      const errors = await readErrors(logs);
      expect(errors.filter(({ msg }) => msg.startsWith('bug'))).toEqual([]);
      expect(errors.every(({ msg }) => !msg.includes('\n'))).toBe(true);
      // Whoever starts it again finds what is there.
      ending = await runFilm(film, options);
    }
    expect([film.RUN_ID, ending]).toEqual([film.RUN_ID, 'succeeded']);
    const extension = film.VIDEO_CODEC === 'png' ? 'mov' : 'mp4';
    const video = await place.fetch(`${film.RUN_ID}/video.${extension}`, join(logs, `video.${extension}`));
    expect(await decode(video)).toBe(expected);
    expect(await findRenderedTwice(logs)).toEqual([]);
  } catch (error) {
    console.log(`the logs of ${film.RUN_ID} are in ${logs}`);
    throw error;
  } finally {
    await place.close();
  }
  await rm(logs, { recursive: true, force: true });
}

/** The decoded pictures of a film that nobody disturbs. */
async function renderCalmly(film: Film): Promise<string> {
  const place = await openDisk();
  try {
    const calm = { ...film, ...place.variables, FRAMES_PER_RENDER_JOB: '60' };
    expect(await runWorker({ ...calm, JOB_TYPE: 'render' })).toMatchObject({ exitCode: 0 });
    expect(await runWorker({ ...calm, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    const extension = film.VIDEO_CODEC === 'png' ? 'mov' : 'mp4';
    return await decode(await place.fetch(`${film.RUN_ID}/video.${extension}`, ''));
  } finally {
    await place.close();
  }
}

/** Digests of all pictures of a video. */
async function decode(video: string): Promise<string> {
  const args = ['-v', 'error', '-i', video, '-map', '0:v', '-f', 'framemd5', '-'];
  const { stdout } = await promisify(execFile)('ffmpeg', args, { timeout: 60_000 });
  return stdout;
}

interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly frame?: number;
}

async function readErrors(logs: string): Promise<LogLine[]> {
  return (await readLines(logs)).filter(({ level }) => level === 'error');
}

/** Frames that were kept twice although nothing was wrong with them. */
async function findRenderedTwice(logs: string): Promise<number[]> {
  const rendered = (await readLines(logs)).flatMap(({ msg, frame }) =>
    msg === 'frame rendered' ? [frame] : [],
  );
  return rendered.filter((frame, index) => rendered.indexOf(frame) !== index) as number[];
}

async function readLines(logs: string): Promise<LogLine[]> {
  const names = (await readdir(logs, { recursive: true })).filter((name) => name.endsWith('.log'));
  const texts = await Promise.all(names.map((name) => readFile(join(logs, name), 'utf8')));
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogLine);
}
