import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process in MB of 1,000,000 bytes, from Linux's /proc. */
export function residentMegabytes(pid: number): number {
  return (statusOf(`/proc/${pid}`, 'VmRSS') * 1024) / 1e6;
}

/** What all threads of a process have done so far, from Linux's /proc. */
export interface Activity {
  readonly cpuMilliseconds: number;
  /** Times that a thread went to sleep by itself: each is a wake-up before. */
  readonly wakeUps: number;
}

/** Reads it at this moment. */
export function activityOf(pid: number): Activity {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return {
    cpuMilliseconds: sum(nanoseconds) / 1e6,
    wakeUps: sum(threads.map((thread) => statusOf(thread, 'voluntary_ctxt_switches'))),
  };
}

function statusOf(folder: string, name: string): number {
  const [, value] =
    new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`${folder}/status`, 'utf8')) ?? [];
  if (value === undefined) throw new Error(`${folder}/status tells no ${name}`);
  return Number(value);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
