import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';

/** What is left of the five seconds in which a renderer has to stop. */
const KILL_AFTER_MS = 3_000;

/** How a program ended: its exit code, or the signal that ended it. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
}

/** A program without a shell, as a process group of its own. */
export class ProcessGroup {
  /** What it says, on stdout and on stderr. */
  readonly streams: readonly Readable[];
  /** How it has ended. Rejects with a WorkerError of exit code 69 if it is not there. */
  readonly ended: Promise<ProgramEnd>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;

  /**
   * @param command - The program and its arguments.
   * @param cwd - The folder that it runs in.
   * @param env - Its variables, all of them.
   */
  constructor(command: readonly string[], cwd: string, env: Readonly<Record<string, string | undefined>>) {
    const [program = '', ...args] = command;
    // A path is meant from where this process is, not from an empty folder; a mere name is looked for on PATH.
    this.#child = spawn(program.includes('/') ? resolve(program) : program, args, {
      cwd,
      detached: true,
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.streams = [this.#child.stdout, this.#child.stderr];
    this.ended = endOf(this.#child).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw error;
      throw new WorkerError(ExitCode.missingProgram, `${program} is not there or cannot be run; install it`, {
        cause: error,
      });
    });
  }

  /** Asks it to end, and kills all of it three seconds later. */
  stop(): void {
    if (!this.#signal('SIGTERM')) return;
    const timer = setTimeout(() => this.#signal('SIGKILL'), KILL_AFTER_MS);
    this.#child.once('exit', () => clearTimeout(timer));
  }

  /** Kills what is left of it, and reads no further. */
  kill(): void {
    // What a grandchild outside of the group holds open would keep this process waiting.
    for (const stream of this.streams) stream.destroy();
    this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): boolean {
    const { pid } = this.#child;
    if (pid === undefined) return false;
    try {
      return process.kill(-pid, signal);
    } catch {
      // Nobody is left of the group.
      return false;
    }
  }
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((settle, reject) => {
    child.once('error', reject);
    // Not 'close': what a stray grandchild holds open would keep it waiting.
    child.once('exit', (exitCode, killedBy) => setImmediate(() => settle({ exitCode, killedBy })));
  });
}
