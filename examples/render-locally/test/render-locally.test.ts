import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readFrameNumbers, readTimestamps } from '../../../test/read-video.js';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const small = { WIDTH: '320', HEIGHT: '180' };

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'render-locally-'));
  return () => rm(root, { recursive: true, force: true });
});

describe('npm start', () => {
  test('makes 240 frames of 1280x720 into a video that shows every number in equal steps', async () => {
    const { exitCode, output, folder } = await render({});
    expect(exitCode).toBe(0);
    expect(output).toContain('240 frames in 8 chunks');
    expect(output).toMatch(
      /Video .*video\.mp4\n.*Frames +240 of 1280x720 pixels\n.*Rate +24 frames\/s, 10 s long\n/,
    );
    const video = join(folder, 'video.mp4');
    const film = { width: 1280, height: 720, animationFirst: 1, animationLast: 240 };
    expect(await readFrameNumbers(video, film)).toEqual(Array.from({ length: 240 }, (_, index) => index + 1));
    expect(await readTimestamps(video)).toEqual({
      ticksPerSecond: 24_000,
      timestamps: Array.from({ length: 240 }, (_, index) => index * 1_000),
    });
  });

  test('renders ten frames in three children of 4, 3 and 3', async () => {
    const { exitCode, folder } = await render({ ...small, TOTAL_FRAMES: '10', FRAMES_PER_RENDER_JOB: '4' });
    expect(exitCode).toBe(0);
    expect(await readChunks(folder)).toEqual(['1-4', '5-7', '8-10']);
    expect((await readTimestamps(join(folder, 'video.mp4'))).timestamps).toHaveLength(10);
  });

  test('renders three frames in one plain job, and starts afresh under a new id when that is finished', async () => {
    const film = { ...small, TOTAL_FRAMES: '3', FRAMES_PER_RENDER_JOB: '10' };
    const { exitCode, output, folder } = await render(film);
    expect(exitCode).toBe(0);
    expect(output).toContain('3 frames in 1 chunk\n');
    expect(await readChunks(folder)).toEqual(['1-3']);
    expect((await render(film)).folder).toBe(`${folder}-2`);
  });

  test('shows the frames of a range with gaps', async () => {
    const { exitCode, folder } = await render({ ...small, FRAMES: '1001-1010:3,2000' });
    expect(exitCode).toBe(0);
    const film = { width: 320, height: 180, animationFirst: 1001, animationLast: 2000 };
    expect(await readFrameNumbers(join(folder, 'video.mp4'), film)).toEqual([1001, 1004, 1007, 1010, 2000]);
  });

  test.each([
    [{ TOTAL_FRAMES: 'abc' }, "TOTAL_FRAMES='abc' is not a whole number from 1"],
    [{ TOTAL_FRAMES: '3', FRAMES: '1-3' }, 'exclude each other'],
    [{ FPS: '0' }, "FPS='0' is not a frame rate"],
    [{ OUTPUT_URI: 'file:///dev/null/films' }, 'OUTPUT_URI: the folder /dev/null/films'],
    [{ OUTPUT_URI: 's3://bucket' }, "OUTPUT_URI='s3://bucket' is not a folder of this machine"],
  ])('ends with 64 and one line for %j, before anything is written', async (variables, message) => {
    const { exitCode, output } = await render(variables);
    expect(exitCode).toBe(64);
    expect(output).toContain(message);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(await readdir(root)).toEqual([]);
  });

  test('names the chunk that failed for good, lets the others finish, and goes on once the cause is removed', async () => {
    const film = { ...small, TOTAL_FRAMES: '12', FRAMES_PER_RENDER_JOB: '4' };
    const first = await render(film);
    const blocked = join(`${first.folder}-2`, 'frames/frame-000006.png');
    await mkdir(blocked, { recursive: true });

    const failed = await render(film);
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toMatch(/chunk 1 \(job [0-9a-f-]+:1\) failed: frames 5-8, exit code 65/);
    expect(failed.output).toMatch(
      /frame-000006\.png: EISDIR; a folder stands where the file belongs; remove it/,
    );
    const log = /log: (.*\.log)/.exec(failed.output)?.[1] ?? '';
    expect(await readFile(log, 'utf8')).toContain('"chunk":1');
    expect(existsSync(join(failed.folder, 'video.mp4'))).toBe(false);
    expect(await readLogs(failed.folder), 'compile never starts').not.toContain('"jobType":"compile"');
    expect((await readdir(join(failed.folder, 'frames'))).length, 'siblings finish').toBeGreaterThanOrEqual(
      10,
    );

    await rmdir(blocked);
    const kept = await stat(join(failed.folder, 'frames/frame-000012.png'));
    // Settings that change no picture may be other ones.
    const finished = await render({ ...film, FPS: '25', FRAMES_PER_RENDER_JOB: '5' });
    expect({ exitCode: finished.exitCode, folder: finished.folder }).toEqual({
      exitCode: 0,
      folder: failed.folder,
    });
    expect(finished.output).toMatch(/12 frames in 3 chunks, 1\d of them there\n/);
    expect((await stat(join(failed.folder, 'frames/frame-000012.png'))).mtimeMs).toBe(kept.mtimeMs);
    expect((await readTimestamps(join(finished.folder, 'video.mp4'))).timestamps).toHaveLength(12);
  });

  test('stops every process on Ctrl-C, and the same command renders only what is missing', async () => {
    const film = { ...small, TOTAL_FRAMES: '600', FRAMES_PER_RENDER_JOB: '50' };
    const stopped = await render(film, async (child) => {
      await until(async () => (await countFrames()) > 20);
      // Held, because on a busy machine the film could be finished before the second command has begun.
      const jobs = (await findJobProcesses()).filter((pid) => pid !== child.pid);
      signalAll(jobs, 'SIGSTOP');
      const second = await render(film);
      expect(second.exitCode).toBe(75);
      expect(second.output).toMatch(/is being rendered by another command, process \d+; wait for it/);
      child.kill('SIGINT');
      signalAll(jobs, 'SIGCONT');
    });
    expect(stopped.exitCode).toBe(130);
    expect(stopped.output).toContain('Stopped. Type the same command to go on');
    expect(await findJobProcesses()).toEqual([]);
    const kept = await countFrames();
    expect(kept).toBeLessThan(600);

    const finished = await render(film);
    expect({ exitCode: finished.exitCode, folder: finished.folder }).toEqual({
      exitCode: 0,
      folder: stopped.folder,
    });
    const rendered = (await readLogs(finished.folder))
      .split('\n')
      .filter((line) => line.includes('"frame rendered"'));
    expect(rendered, 'no frame is rendered twice').toHaveLength(600);

    async function countFrames(): Promise<number> {
      const [run = ''] = await readdir(root);
      return (await readdir(join(root, run, 'frames')).catch(() => [])).length;
    }
  });
});

interface RenderResult {
  readonly exitCode: number;
  readonly output: string;
  /** The run's folder, as the command printed its id. */
  readonly folder: string;
}

async function render(
  variables: Readonly<Record<string, string>>,
  during: (child: ChildProcess) => Promise<void> = async () => {},
): Promise<RenderResult> {
  const env = { PATH: process.env.PATH ?? '', OUTPUT_URI: pathToFileURL(root).href, ...variables };
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@render/source', main], {
    env,
    timeout: 50_000,
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [[exitCode]] = await Promise.all([once(child, 'close'), during(child)]);
  const runId = /^Run (\S+):/m.exec(output)?.[1] ?? '';
  return { exitCode: exitCode as number, output, folder: join(root, runId) };
}

async function readChunks(folder: string): Promise<string[]> {
  const names = (await readdir(join(folder, 'chunks'))).sort();
  const records = await Promise.all(names.map((name) => readFile(join(folder, 'chunks', name), 'utf8')));
  return records.map((record) => (JSON.parse(record) as { frames: string }).frames);
}

async function readLogs(folder: string): Promise<string> {
  const logs = await readdir(join(folder, 'logs'), { recursive: true });
  const texts = logs
    .filter((name) => name.endsWith('.log'))
    .map((name) => readFile(join(folder, 'logs', name), 'utf8'));
  return (await Promise.all(texts)).join('');
}

/** Processes of jobs of this test that still run, where the system shows them: their environment names its folder. */
async function findJobProcesses(): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const processes = entries.filter((name) => /^[0-9]+$/.test(name) && name !== String(process.pid));
  const environments = await Promise.all(
    processes.map((name) => readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')),
  );
  return processes.filter((_, index) => environments[index]?.includes(root)).map(Number);
}

/** Some may have ended meanwhile. */
function signalAll(processes: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of processes) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the condition never came true');
}
