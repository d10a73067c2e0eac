import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MILLISECONDS = 5;
/** A stray may fork while it is looked for, and takes a moment to die; nobody does that for so long, and so many looks. */
const PATIENCE_MILLISECONDS = 500;
const LEAST_LOOKS = 10;
const MARK = '\0AWS_BATCH_JOB_ID=';

/**
 * Kills the processes of jobs that have left their groups, as daemons and renderers with a group of their own do, and
 * waits until they have gone. They are known by their job's id in their environment, which only Linux shows; elsewhere
 * nothing is done.
 */
export async function endStrays(jobIds: ReadonlySet<string>): Promise<void> {
  if (process.platform !== 'linux' || jobIds.size === 0) return;
  const giveUpAt = performance.now() + PATIENCE_MILLISECONDS;
  for (let looks = 1; ; looks += 1) {
    const suspects = findSuspects(jobIds);
    for (const { processId, isStray } of suspects) if (isStray) kill(processId);
    if (suspects.length === 0 || (looks >= LEAST_LOOKS && performance.now() > giveUpAt)) return;
    await delay(POLL_MILLISECONDS);
  }
}

/** The strays, and those of whom nothing can be said for the moment. Not by promises, which cost five times as much. */
function findSuspects(jobIds: ReadonlySet<string>) {
  const numbers = readdirSync('/proc')
    .map(Number)
    .filter((number) => number > 0);
  return numbers.flatMap((processId) => {
    const environment = environmentOf(processId);
    const isStray = environment !== undefined && jobIds.has(jobIdIn(environment));
    return isStray || environment === undefined ? [{ processId, isStray }] : [];
  });
}

/**
 * A process's variables; none of one that has gone or is somebody else's. Undefined for one that is just becoming another
 * program: in that moment it shows neither variables nor arguments. https://man7.org/linux/man-pages/man2/execve.2.html
 */
function environmentOf(processId: number): string | undefined {
  const read = (name: string) => orNothing(() => readFileSync(`/proc/${processId}/${name}`, 'latin1'));
  const environment = read('environ');
  // Neither the kernel's threads nor zombies have a program.
  const hasProgram = () => orNothing(() => readlinkSync(`/proc/${processId}/exe`)) !== '';
  if (environment !== '' || !hasProgram()) return environment;
  const isChanging = read('cmdline') === '';
  return read('environ') || (isChanging ? undefined : '');
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
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
