import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { workerEntrypoint } from '@render/worker';
import { expect, onTestFinished, test } from 'vitest';

test('a module of one’s own renders a film', async () => {
  const root = await mkdtemp(join(tmpdir(), 'own-renderer-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const film = {
    PATH: '/usr/bin:/bin',
    RUN_ID: 'film',
    OUTPUT_URI: pathToFileURL(root).href,
    RENDERER: './rings.mjs',
    TOTAL_FRAMES: '6',
    FRAMES_PER_RENDER_JOB: '6',
  };
  const cwd = fileURLToPath(new URL('../src', import.meta.url));
  for (const JOB_TYPE of ['render', 'compile']) {
    const options = { cwd, env: { ...film, JOB_TYPE }, timeout: 30_000 };
    await promisify(execFile)(process.execPath, [workerEntrypoint], options);
  }
  const report = JSON.parse(await readFile(join(root, 'film/report.json'), 'utf8'));
  expect(report).toMatchObject({ frames: { found: 6 }, width: 640, height: 360 });
});
