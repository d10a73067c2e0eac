import { readdirSync, readFileSync } from 'node:fs';

/** The processes that a process has started itself, and that still run. */
export function childrenOf(processId: number): number[] {
  const processes = readdirSync('/proc').map(Number);
  return processes.filter((candidate) => candidate > 0 && parentOf(candidate) === processId);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function parentOf(processId: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    // The name, which may hold anything, is in parentheses; the parent is the second field behind it.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It has gone.
    return undefined;
  }
}
