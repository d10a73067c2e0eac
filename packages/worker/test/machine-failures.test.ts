import { describe, expect, test } from 'vitest';
import { runWorker, smallFilm } from './run-worker.js';

describe('a machine that lacks something', () => {
  test.each(['/proc/1/fdinfo', '/nowhere'])(
    'is named in one line, and is no bug of the worker: TMPDIR=%s',
    async (TMPDIR) => {
      const { variables } = await smallFilm();
      const film = { ...variables, TOTAL_FRAMES: '2', TMPDIR };
      await runWorker({ ...film, JOB_TYPE: 'render', SEGMENTS: 'false' });
      const result = await runWorker({ ...film, JOB_TYPE: 'compile' });
      expect(result.lastMessage).toMatch(
        /^the machine refuses mkdtemp \/.*; name a folder for temporary files with TMPDIR/,
      );
      expect(result.log.at(-1)?.stack).toBeUndefined();
    },
  );
});
