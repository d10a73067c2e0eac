import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { endGroup, signalGroup } from '../../process-group.js';
import type { RunningTask, TaskEnding } from '../runner.js';
import { endStrays } from './end-strays.js';
import type { ProcessOrder } from './messages.js';
import { openLog } from './open-log.js';
import { startFailure } from './start-failure.js';
import type { StraySweep } from './stray-sweep.js';
import type { TemporaryFolders } from './temporary-folders.js';

/** Who takes care of what processes leave. */
export interface Leftovers {
  /** Told of jobs that may have left something outside of their groups. */
  readonly sweep: StraySweep;
  readonly temporaryFolders: TemporaryFolders;
}

/**
 * Starts a process as a group of its own, without a shell, its output straight into a log file. When it ends, its group is
 * killed and its temporary files are removed.
 *
 * @param onStarted - Called with the group's id once it runs, never for one that could not be started.
 */
export function runProcess(
  order: ProcessOrder,
  onStarted: (groupId: number) => void,
  { sweep, temporaryFolders }: Leftovers,
): RunningTask {
  if ('TMPDIR' in order.environment) return start(order, onStarted, sweep);
  const folder = temporaryFolders.take();
  if (typeof folder !== 'string') return notStarted(folder);
  const environment = { ...order.environment, TMPDIR: folder };
  const running = start({ ...order, environment }, onStarted, sweep);
  return { ...running, ended: running.ended.finally(() => temporaryFolders.giveBack(folder)) };
}

function start(order: ProcessOrder, onStarted: (groupId: number) => void, sweep: StraySweep): RunningTask {
  const log = openLog(order.logFile);
  if (typeof log !== 'number') return notStarted(log);
  const [file, ...args] = order.command;
  try {
    const leader = spawn(file, args, {
      detached: true,
      env: { ...order.environment },
      stdio: ['ignore', log, log],
    });
    leader.once('spawn', () => onStarted(leader.pid as number));
    return follow(leader, order, sweep);
  } catch (error) {
    return notStarted(startFailure(file, error));
  } finally {
    closeSync(log);
  }
}

function notStarted(ending: TaskEnding): RunningTask {
  return { ended: Promise.resolve(ending), stop: () => {}, kill: () => {} };
}

function follow(
  leader: ChildProcess,
  { command: [file], jobId, stopGraceSeconds }: ProcessOrder,
  sweep: StraySweep,
): RunningTask {
  const groupId = leader.pid;
  let killTimer: NodeJS.Timeout | undefined;
  let killAt = Number.POSITIVE_INFINITY;
  let hasExited = false;
  let wasStopped = false;

  const ended = new Promise<TaskEnding>((resolve) => {
    leader.once('error', (error) => {
      if (groupId === undefined) resolve(startFailure(file, error));
    });
    leader.once('exit', (code, signal) => {
      hasExited = true;
      clearTimeout(killTimer);
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      const settle = () => resolve({ exitCode });
      const endAll = async (leaderGroup: number) => {
        await endGroup(leaderGroup);
        if (jobId === undefined) return;
        // The next attempt has the same id, and must find none of this one's; one that succeeded is the last.
        if (exitCode !== 0 || wasStopped) await endStrays(new Set([jobId]));
        if (exitCode === 0) sweep.add(jobId);
      };
      if (groupId === undefined) settle();
      else endAll(groupId).then(settle, settle);
    });
  });

  const stop = (graceSeconds = stopGraceSeconds) => {
    const wantedAt = performance.now() + graceSeconds * 1000;
    // After the exit the number may already belong to somebody else's group.
    if (groupId === undefined || hasExited || wantedAt >= killAt) return;
    if (!wasStopped) signalGroup(groupId, 'SIGTERM');
    wasStopped = true;
    killAt = wantedAt;
    clearTimeout(killTimer);
    killTimer = setTimeout(() => signalGroup(groupId, 'SIGKILL'), graceSeconds * 1000);
  };
  const kill = () => {
    if (groupId !== undefined && !hasExited) signalGroup(groupId, 'SIGKILL');
  };
  return { ended, stop, kill };
}
