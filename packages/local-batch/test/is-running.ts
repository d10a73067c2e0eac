import { processStat } from '../src/process-stat.js';

/** Whether a process lives; one that has ended and that nobody has cleared away yet does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return processStat(pid)?.isZombie !== true;
}
