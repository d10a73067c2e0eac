import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { endGroup, signalGroup } from '../process-group.js';

/** A program that runs on this process's terminal. */
export interface RunningProgram {
  /** Its exit code when it and its process group have gone; 128 + n for signal n, 127 and 126 as a shell gives them. */
  readonly ended: Promise<number>;
  /** Passes a signal on, and kills after the grace what is still there. Later calls only pass theirs on. */
  stop(signal: NodeJS.Signals): void;
}

/** What a program needs. */
export interface ProgramOptions {
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Whether to leave it in this process's group, which its terminal gives input and Ctrl-C. Else it has a group of its
   * own, all of which is signalled and ended.
   */
  readonly sharesTerminal: boolean;
  readonly stopGraceSeconds: number;
  /** Told, in one line, why it could not be started. */
  readonly onStartFailure: (line: string) => void;
}

/** Starts a program without a shell, with this process's input and output. */
export function runProgram([file = '', ...args]: readonly string[], options: ProgramOptions): RunningProgram {
  const { environment, sharesTerminal, stopGraceSeconds, onStartFailure } = options;
  const program = spawn(file, args, { stdio: 'inherit', env: environment, detached: !sharesTerminal });
  const groupId = sharesTerminal ? undefined : program.pid;
  let killTimer: NodeJS.Timeout | undefined;

  const exited = new Promise<number>((resolve) => {
    program.once('error', (error: NodeJS.ErrnoException) => {
      if (program.pid !== undefined) return;
      onStartFailure(`${file}: ${error.code === 'ENOENT' ? 'not found' : error.message}`);
      resolve(error.code === 'ENOENT' ? 127 : 126);
    });
    program.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  const send = (signal: NodeJS.Signals) => {
    if (groupId === undefined) program.kill(signal);
    else signalGroup(groupId, signal);
  };
  return {
    ended: exited.then(async (exitCode) => {
      clearTimeout(killTimer);
      if (groupId !== undefined) await endGroup(groupId);
      return exitCode;
    }),
    stop(signal) {
      if (program.exitCode !== null || program.signalCode !== null) return;
      send(signal);
      killTimer ??= setTimeout(() => send('SIGKILL'), stopGraceSeconds * 1000);
    },
  };
}
