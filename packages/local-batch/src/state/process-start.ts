import { readFileSync } from 'node:fs';

/**
 * When a process began, as a text that no later process of its number has too; undefined where there is none, or where
 * the system does not tell: only Linux does. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function processStart(processId: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    // The name, which may hold anything, is in parentheses; the start is the twentieth field behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
