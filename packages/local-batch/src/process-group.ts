import { setTimeout as delay } from 'node:timers/promises';

const POLL_MILLISECONDS = 5;
// Longer only if PID 1 of this machine does not reap: then zombies stay, which no longer run.
const PATIENCE_MILLISECONDS = 500;

/** Signals every process of a group; `false` when the group is empty. */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-groupId, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // macOS answers EPERM for a group of which only zombies are left; elsewhere it lives, and is not ours to signal.
    if (code === 'EPERM') return process.platform !== 'darwin';
    if (code === 'ESRCH') return false;
    throw error;
  }
}

/** Kills what a leader left behind in its group, and waits until it has gone. */
export async function endGroup(groupId: number): Promise<void> {
  if (!signalGroup(groupId, 'SIGKILL')) return;
  const giveUpAt = performance.now() + PATIENCE_MILLISECONDS;
  while (signalGroup(groupId, 0) && performance.now() < giveUpAt) await delay(POLL_MILLISECONDS);
}
