import { setTimeout as delay } from 'node:timers/promises';
import type { Place } from './places.js';
import { processesOfRun } from './processes-of-run.js';

/** Disturbs a run at random moments until the signal says that it has ended; what was done, in words. */
export async function disturb(
  runId: string,
  place: Place,
  random: () => number,
  signal: AbortSignal,
): Promise<string[]> {
  const done: string[] = [];
  const pause = (most: number) => delay(random() * most, undefined, { signal }).catch(() => undefined);
  for (let left = 1 + Math.floor(random() * 5); left > 0 && !signal.aborted; left -= 1) {
    await pause(900);
    if (signal.aborted) break;
    if (place.trouble !== undefined && random() < 0.35) {
      const end = place.trouble(random);
      await pause(800);
      await end();
      done.push('trouble of its place');
    } else {
      const processes = processesOfRun(runId);
      const victim = processes[Math.floor(random() * processes.length)];
      const fatal = random() < 0.6 ? 'SIGKILL' : 'SIGTERM';
      if (victim !== undefined && kill(victim, fatal)) done.push(fatal);
    }
  }
  return done;
}

function kill(processId: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(processId, signal);
  } catch {
    return false;
  }
}
