import { readFileSync } from 'node:fs';

/** What the system tells of a process. */
export interface ProcessStat {
  /** When it began, as a text that no later process of its number has too. */
  readonly start: string;
  /** Of its process group. */
  readonly groupId: number;
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
    // The name, which may hold anything, is in parentheses. Behind it come the state, the parent, the group and others.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { start: `${bootId()}/${fields[19]}`, groupId: Number(fields[2]), isZombie: fields[0] === 'Z' };
  } catch {
    return undefined;
  }
}

let boot: string | undefined;

/** The kernel counts a process's start from its own, and begins anew at every boot. */
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return boot;
}
