import { readdir, readFile } from 'node:fs/promises';

/** A stray may fork while it is looked for; nobody does that for ever. */
const MOST_ROUNDS = 5;

/**
 * Kills the processes of a job that have left its group, as daemons and renderers with a group of their own do. They are
 * known by their job's id in their environment, which only Linux shows; elsewhere nothing is done.
 */
export async function endStrays(jobId: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const strays = await findStrays(jobId);
    if (strays.length === 0) return;
    for (const stray of strays) kill(stray);
  }
}

async function findStrays(jobId: string): Promise<number[]> {
  const mark = `\0AWS_BATCH_JOB_ID=${jobId}\0`;
  const numbers = (await readdir('/proc')).map(Number).filter((number) => number > 0);
  const strays = await Promise.all(
    numbers.map(async (number) => {
      const environment = await readFile(`/proc/${number}/environ`, 'latin1').catch(() => '');
      return `\0${environment}\0`.includes(mark) ? [number] : [];
    }),
  );
  return strays.flat();
}

function kill(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has gone in the meantime.
  }
}
