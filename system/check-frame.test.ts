import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkFrame } from '../packages/worker/src/film/check-frame.js';
import { hasProgram } from '../test/has-program.js';

describe.runIf(hasProgram('ffmpeg'))('checkFrame', () => {
  test.each(['png', 'jpg', 'tif', 'exr'] as const)(
    'takes a whole %s, and none that was cut off anywhere',
    async (format) => {
      const folder = await mkdtemp(join(tmpdir(), 'check-test-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const file = join(folder, `frame.${format}`);
      const source = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=162x91', '-frames:v', '1', file];
      await promisify(execFile)('ffmpeg', source, { timeout: 30_000 });
      const whole = await readFile(file);
      const check = (data: Uint8Array) => checkFrame({ frame: 1, file, data, format, ffmpegPath: undefined });
      expect(await check(whole)).toEqual({ width: 162, height: 91 });
      for (const share of [0.05, 0.3, 0.6, 0.9, 0.98]) {
        const data = whole.subarray(0, Math.floor(whole.length * share));
        await writeFile(file, data);
        await expect(check(data), `${share} of it`).rejects.toMatchObject({ exitCode: 65 });
      }
    },
  );
});
