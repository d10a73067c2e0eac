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
  const bare = new Set<number>();
  for (let looks = 1; ; looks += 1) {
    const suspects = findSuspects(jobIds, bare);
    for (const { processId, isStray } of suspects) if (isStray) kill(processId);
    if (suspects.length === 0 || (looks >= LEAST_LOOKS && performance.now() > giveUpAt)) return;
    await delay(POLL_MILLISECONDS);
  }
}

/**
 * The strays, and those of whom nothing can be said for the moment. Not by promises, which cost five times as much.
 *
 * @param bare - Those that have shown no variables at an earlier look.
 */
function findSuspects(jobIds: ReadonlySet<string>, bare: Set<number>) {
  const numbers = readdirSync('/proc')
    .map(Number)
    .filter((number) => number > 0);
  return numbers.flatMap((processId) => {
    const environment = read(processId, 'environ');
    if (environment === '' && !isChanging(processId, bare)) return [];
    const isStray = jobIds.has(jobIdIn(environment));
    return isStray || environment === '' ? [{ processId, isStray }] : [];
  });
}

/**
 * Whether a process that shows no variables may just be becoming another program, which takes a moment in which it has
 * neither those nor arguments. https://man7.org/linux/man-pages/man2/execve.2.html
 */
function isChanging(processId: number, bare: Set<number>): boolean {
  // Neither the kernel's threads nor zombies have a program.
  if (orNothing(() => readlinkSync(`/proc/${processId}/exe`)) === '') return false;
  const isFirstLook = !bare.has(processId);
  bare.add(processId);
  return isFirstLook || read(processId, 'cmdline') === '';
}

/** Empty for a process that has gone or is somebody else's, too. */
function read(processId: number, name: string): string {
  return orNothing(() => readFileSync(`/proc/${processId}/${name}`, 'latin1'));
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
