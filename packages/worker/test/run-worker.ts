import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { workerEntrypoint } from '../src/index.js';

/** What a worker process did. */
export interface WorkerResult {
  readonly exitCode: number;
  /** Its log, line by line. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** The message of its last line. */
  readonly lastMessage: string;
}

/** Runs the bundled worker as AWS Batch would: a process with just these variables. */
export function runWorker(
  variables: Readonly<Record<string, string>>,
  nodeArguments: readonly string[] = [],
  cwd: string = process.cwd(),
): Promise<WorkerResult> {
  return new Promise((resolve, reject) => {
    const options = { env: { PATH: '/usr/bin:/bin', ...variables }, timeout: 50_000, cwd };
    const args = [...nodeArguments, workerEntrypoint];
    const child = execFile(process.execPath, args, options, (_, stdout, stderr) => {
      const exitCode = child.exitCode ?? -1;
      try {
        const log = stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>);
        resolve({ exitCode, log, lastMessage: String(log.at(-1)?.msg) });
      } catch (cause) {
        reject(new Error(`a worker ended with ${exitCode} and wrote '${stdout}${stderr}'`, { cause }));
      }
    });
  });
}

/** A folder that is removed when the test ends, and the variables of a small film in it. */
export async function smallFilm(): Promise<{ folder: string; variables: Record<string, string> }> {
  const root = await mkdtemp(join(tmpdir(), 'worker-test-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const variables = {
    RUN_ID: 'film',
    OUTPUT_URI: pathToFileURL(root).href,
    FRAMES_PER_RENDER_JOB: '100',
    WIDTH: '320',
    HEIGHT: '180',
  };
  return { folder: join(root, 'film'), variables };
}
