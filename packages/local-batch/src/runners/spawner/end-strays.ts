import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MILLISECONDS = 5;
/** A stray may fork while it is looked for, and takes a moment to die; nobody does that for so long. */
const PATIENCE_MILLISECONDS = 500;
const MARK = '\0AWS_BATCH_JOB_ID=';

/**
 * Kills the processes of jobs that have left their groups, as daemons and renderers with a group of their own do, and
 * waits until they have gone. They are known by their job's id in their environment, which only Linux shows; elsewhere
 * nothing is done.
 */
export async function endStrays(jobIds: ReadonlySet<string>): Promise<void> {
  if (process.platform !== 'linux' || jobIds.size === 0) return;
  const giveUpAt = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const strays = await findStrays(jobIds);
    for (const stray of strays) kill(stray);
    if (strays.length === 0 || performance.now() > giveUpAt) return;
    await delay(POLL_MILLISECONDS);
  }
}

async function findStrays(jobIds: ReadonlySet<string>): Promise<number[]> {
  const numbers = (await readdir('/proc')).map(Number).filter((number) => number > 0);
  const strays = await Promise.all(
    numbers.map(async (number) => {
      const environment = await readFile(`/proc/${number}/environ`, 'latin1').catch(() => '');
      return jobIds.has(jobIdIn(environment)) ? [number] : [];
    }),
  );
  return strays.flat();
}

/** Empty where there is none. */
function jobIdIn(environment: string): string {
  const [, behind = ''] = `\0${environment}\0`.split(MARK, 2);
  return behind.slice(0, behind.indexOf('\0'));
}

function kill(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has gone in the meantime.
  }
}
