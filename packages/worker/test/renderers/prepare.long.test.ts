import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runWorker, smallFilm, startWorker } from '../run-worker.js';

describe("a module's prepare", () => {
  test.each([
    [{ FRAME_TIMEOUT_SECONDS: '1' }, 'took more than 1 s'],
    [{ RENDER_STALL_SECONDS: '1' }, 'said nothing and finished no frame for 1 s'],
  ])('that never ends is ended by %j', async (limit, how) => {
    const film = await preparedFilm(NEVER);
    expect(await runWorker({ ...film, ...limit } as Record<string, string>)).toMatchObject({
      exitCode: 75,
      lastMessage: `prepare of the renderer mine ${how}`,
    });
  });

  test('that never ends is left when the job has to stop', async () => {
    const worker = startWorker(await preparedFilm(NEVER));
    await worker.untilLine(/at work/);
    worker.process.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ exitCode: 143 });
  });

  test.each(["throw new Error('no licence file')", "return Promise.reject('no licence file')"])(
    'that fails is no bug of the worker: %s',
    async (body) => {
      const result = await runWorker(await preparedFilm(body));
      expect(result).toMatchObject({
        exitCode: 65,
        lastMessage: expect.stringMatching(
          /^prepare of the renderer mine failed: no licence file( \(mine\.mjs:[0-9]+\))?$/,
        ),
      });
      expect(result.log.at(-1)?.stack).toBeUndefined();
    },
  );

  test('may belong to a class', async () => {
    const { folder, variables } = await smallFilm();
    const RENDERER = join(folder, '../mine.mjs');
    await writeFile(
      RENDERER,
      `class Mine { name = 'mine'; #light = 'off';
        prepare() { this.#light = 'broken'; }
        *render() { throw new Error('the light is ' + this.#light); } }
      export const renderer = new Mine();`,
    );
    expect(await runWorker({ ...variables, JOB_TYPE: 'render', RENDERER, TOTAL_FRAMES: '1' })).toMatchObject({
      exitCode: 65,
      lastMessage: 'the renderer mine failed: the light is broken (mine.mjs:3)',
    });
  });
});

const NEVER = "request.report('at work'); return new Promise(() => setInterval(() => undefined, 1_000));";

/** A film of one frame whose renderer is prepared so. */
async function preparedFilm(body: string): Promise<Record<string, string>> {
  const { folder, variables } = await smallFilm();
  const RENDERER = join(folder, '../mine.mjs');
  await writeFile(
    RENDERER,
    `export const renderer = { name: 'mine', prepare(request) { ${body} }, *render() {} };`,
  );
  return { ...variables, JOB_TYPE: 'render', RENDERER, TOTAL_FRAMES: '1' };
}
