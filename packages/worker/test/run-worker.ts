import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
  return launch(variables, nodeArguments, cwd).ended;
}

/** A worker process that still runs. */
export interface RunningWorker {
  readonly process: ChildProcess;
  /** Waits for a line of its log that is like this one, or for its end. */
  untilLine(wanted: RegExp): Promise<void>;
  readonly ended: Promise<WorkerResult>;
}

/** Starts it, to do something to it before it ends; with the test it ends at the latest. */
export function startWorker(variables: Readonly<Record<string, string>>): RunningWorker {
  const worker = launch(variables, [], process.cwd());
  onTestFinished(() => void worker.process.kill('SIGKILL'));
  return worker;
}

function launch(
  variables: Readonly<Record<string, string>>,
  nodeArguments: readonly string[],
  cwd: string,
): RunningWorker {
  const child = spawn(process.execPath, [...nodeArguments, workerEntrypoint], {
    env: { PATH: '/usr/bin:/bin', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 50_000,
    cwd,
  });
  let stdout = '';
  const lines = child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return {
    process: child,
    untilLine: (wanted) =>
      new Promise((resolve) => {
        const look = () => wanted.test(stdout) && resolve();
        lines.on('data', look).once('close', resolve);
        look();
      }),
    ended: once(child, 'close').then(() => {
      const log = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      return { exitCode: child.exitCode ?? -1, log, lastMessage: String(log.at(-1)?.msg) };
    }),
  };
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
