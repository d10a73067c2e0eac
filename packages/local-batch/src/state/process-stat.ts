import { readFileSync } from 'node:fs';

/** What the system tells of a process. */
export interface ProcessStat {
  /** When it began, as a text that no later process of its number has too. */
  readonly start: string;
  /** Whether it has ended, and nobody has cleared it away yet. */
  readonly isZombie: boolean;
}

/**
 * Looks a process up; undefined where there is none, or where the system does not tell: only Linux does.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function processStat(processId: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    // The name, which may hold anything, is in parentheses; the state is the first field behind it, the start the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { start: `${bootId()}/${fields[19]}`, isZombie: fields[0] === 'Z' };
  } catch {
    return undefined;
  }
}

/** The kernel counts a process's start from its own, and begins anew at every boot. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
}
