import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PLAN_VARIABLES } from '@render/batch-fanout';
import { describe, expect, test } from 'vitest';
import {
  BatchVariables,
  StartVariables,
  WorkerVariables,
} from '../packages/worker/src/settings/variables.js';
import { drawFrame, drawnFilm } from '../packages/worker/test/renderers/drawn-film.js';
import { runWorker } from '../packages/worker/test/run-worker.js';

const VARIABLES = [
  ...PLAN_VARIABLES,
  ...['JOB_TYPE', 'RUN_ID', 'OUTPUT_URI', 'GENERATION', 'CHUNK_OFFSET', 'AWS_BATCH_JOB_ARRAY_INDEX'],
  ...Object.keys(WorkerVariables.entries),
  ...Object.keys(BatchVariables.entries),
  ...Object.keys(StartVariables.entries),
];
const VALUES = [
  '$(touch HACKED)',
  '`touch HACKED`;touch HACKED|touch HACKED&touch HACKED>HACKED',
  '\' -y HACKED \'\n"touch HACKED"',
  '../../HACKED',
  '--help',
  'file:///%00%2e%2e%2fHACKED',
  'x'.repeat(20_000),
];

/** Every path below a folder. */
const listAll = async (folder: string) => (await readdir(folder, { recursive: true })).sort();

describe('hostile values', () => {
  test.each([...new Set(VARIABLES)])('of %s are used as they are or refused in one line', async (name) => {
    const { folder, film } = await drawnFilm('file', { TOTAL_FRAMES: '1' });
    await Promise.all(
      VALUES.map(async (value, index) => {
        const cwd = join(dirname(folder), `cwd-${index}`);
        await mkdir(cwd);
        const given = { ...film, RUN_ID: `run-${index}`, TMPDIR: cwd, [name]: value };
        const { exitCode, log, lastMessage } = await runWorker(given, [], cwd);
        expect([0, 64, 65, 69, 75]).toContain(exitCode);
        expect(lastMessage).not.toMatch(/bug|\n/);
        expect(log.every((line) => line.stack === undefined)).toBe(true);
        expect(await listAll(cwd)).toEqual([]);
      }),
    );
    expect((await listAll(dirname(folder))).filter((path) => path.includes('HACKED'))).toEqual([]);
    const runs = (await readdir(dirname(folder))).filter((path) => !path.startsWith('cwd-'));
    expect(runs.every((path) => /^run-[0-9]$/.test(path))).toBe(true);
  });

  test('of file names are used as they are', async () => {
    const { folder, film } = await drawnFilm('file', { TOTAL_FRAMES: '2' });
    const odd = join(dirname(folder), `it's $(touch HACKED) "a" \`b\`;|&> %d é\n*`);
    await mkdir(odd, { recursive: true });
    await writeFile(join(odd, 'scene $(x).txt'), 'scene');
    const given = {
      ...film,
      TMPDIR: odd,
      OUTPUT_URI: pathToFileURL(odd).href,
      SCENE_URI: pathToFileURL(join(odd, 'scene $(x).txt')).href,
      RENDER_COMMAND: JSON.stringify([
        process.execPath,
        drawFrame,
        ...['file', '{output}', '{frame}', '{frame}', '1', '{scene}'],
      ]),
      FRAMES_PER_RENDER_JOB: '1',
    };
    for (const AWS_BATCH_JOB_ARRAY_INDEX of ['0', '1'])
      expect(await runWorker({ ...given, AWS_BATCH_JOB_ARRAY_INDEX })).toMatchObject({ exitCode: 0 });
    const compiled = await runWorker({ ...given, JOB_TYPE: 'compile' });
    expect(compiled).toMatchObject({ exitCode: 0, lastMessage: 'compile finished' });
    expect(await readdir(join(odd, 'film'))).toContain('video.mp4');
    expect((await listAll(dirname(folder))).some((path) => path.endsWith('HACKED'))).toBe(false);
  });
});

describe('secrets', () => {
  test('are not logged, whatever a program prints', async () => {
    const MY_API_TOKEN = 'very "secret" text';
    const print = 'console.log(process.env.MY_API_TOKEN); process.exit(1)';
    const { film } = await drawnFilm('file', {
      MY_API_TOKEN,
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
      RENDER_COMMAND: JSON.stringify([process.execPath, '-e', print, '{frame}', '{output}']),
    });
    const result = await runWorker(film);
    expect(result.lastMessage).toMatch(/it said last: \*\*\*$/);
    expect(JSON.stringify(result.log)).not.toMatch(/very|wJalr/);
  });

  test.each([
    ['MY_PRIVATE_KEY', '-----BEGIN KEY-----\nhush1234567\nhush7654321\n-----END KEY-----'],
    ['DB_PASS', 'hush12345678'],
    ['SIGNING_KEY', 'hush12345678'],
    ['DATABASE_URL', 'postgres://user:hush12345678@host/name'],
  ])('are not logged of %s', async (name, value) => {
    const print = `console.log(process.env.${name}); process.exit(1)`;
    const { film } = await drawnFilm('file', {
      [name]: value,
      RENDER_COMMAND: JSON.stringify([process.execPath, '-e', print, '{frame}', '{output}']),
    });
    const { lastMessage } = await runWorker(film);
    expect(lastMessage).toMatch(/it said last: .*\*\*\*/);
    expect(lastMessage).not.toContain('hush');
  });

  test.each([1_990, 2_000, 2_010])(
    'are not logged where a line is cut at them, from character %i',
    async (at) => {
      const print = `console.log('x'.repeat(${at} - 7) + process.env.MY_TOKEN + 'y'.repeat(3000)); process.exit(1)`;
      const { film } = await drawnFilm('file', {
        MY_TOKEN: 'hushhushhushhush',
        RENDER_COMMAND: JSON.stringify([process.execPath, '-e', print, '{frame}', '{output}']),
      });
      const { lastMessage } = await runWorker(film);
      expect(lastMessage).toMatch(/it said last: x{1900}/);
      expect(lastMessage).not.toContain('hush');
    },
  );
});
