import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { processStat } from './process-stat.js';

const POLL_MILLISECONDS = 5;
// Longer only where a process cannot die, or where zombies stay and cannot be told from what runs.
const PATIENCE_MILLISECONDS = 500;

/** Signals every process of a group; `false` when the group is empty. */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  const { stackTraceLimit } = Error;
  // Every job's group is looked at, and is mostly empty: a stack would take longer than the look.
  Error.stackTraceLimit = 0;
  try {
    process.kill(-groupId, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // macOS answers EPERM for a group of which only zombies are left; elsewhere it lives, and is not ours to signal.
    if (code === 'EPERM') return process.platform !== 'darwin';
    if (code === 'ESRCH') return false;
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Kills what a leader left behind in its group, and waits until it has gone. */
export async function endGroup(groupId: number): Promise<void> {
  if (!signalGroup(groupId, 'SIGKILL')) return;
  const giveUpAt = performance.now() + PATIENCE_MILLISECONDS;
  while (hasLiving(groupId) && performance.now() < giveUpAt) await delay(POLL_MILLISECONDS);
}

/** In a container whose PID 1 is no init nobody clears zombies away; only Linux tells them from what runs. */
function hasLiving(groupId: number): boolean {
  if (!signalGroup(groupId, 0)) return false;
  if (process.platform !== 'linux') return true;
  return readdirSync('/proc').some((name) => {
    const stat = Number(name) > 0 ? processStat(Number(name)) : undefined;
    return stat?.groupId === groupId && !stat.isZombie;
  });
}
