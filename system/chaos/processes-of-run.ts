import { readdirSync, readFileSync } from 'node:fs';

/** The processes that have this run's id in their environment: workers, renderers and ffmpeg, in whatever group. */
export function processesOfRun(runId: string): number[] {
  const mark = `\0RUN_ID=${runId}\0`;
  return readdirSync('/proc').flatMap((name) => {
    const processId = Number(name);
    return processId > 0 && environmentOf(processId).includes(mark) ? [processId] : [];
  });
}

function environmentOf(processId: number): string {
  try {
    return `\0${readFileSync(`/proc/${processId}/environ`, 'latin1')}\0`;
  } catch {
    // It has gone, or it is somebody else's.
    return '';
  }
}
