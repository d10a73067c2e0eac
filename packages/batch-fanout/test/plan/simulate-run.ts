/** What is simulated: chunks in order, and what befalls them. */
export interface Simulation {
  readonly chunkSizes: readonly number[];
  readonly slots: number;
  readonly startupSeconds: number;
  /** Draws the seconds of one frame. */
  readonly frameSeconds: () => number;
  readonly interruptionsPerHour: number;
  readonly keepsFinishedFrames: boolean;
  /** Draws a number from 0 to 1. */
  readonly random: () => number;
}

/** Runs every job frame by frame, attempt by attempt, each on the slot that is free first. */
export function simulateRun(simulation: Simulation): { wallClockSeconds: number; busySeconds: number } {
  const free = new Array<number>(simulation.slots).fill(0);
  let busySeconds = 0;
  for (const frames of simulation.chunkSizes) {
    const slot = free.indexOf(Math.min(...free));
    const seconds = simulateJob(frames, simulation);
    free[slot] = (free[slot] as number) + seconds;
    busySeconds += seconds;
  }
  return { wallClockSeconds: Math.max(...free), busySeconds };
}

function simulateJob(frames: number, simulation: Simulation): number {
  const frameTimes = Array.from({ length: frames }, () => simulation.frameSeconds());
  let now = 0;
  let interruptedAt = untilInterruption(simulation);
  let isStarted = false;
  for (let done = 0; done < frames; ) {
    const ends = now + (isStarted ? (frameTimes[done] as number) : simulation.startupSeconds);
    if (ends > interruptedAt) {
      now = interruptedAt;
      interruptedAt += untilInterruption(simulation);
      if (!simulation.keepsFinishedFrames) done = 0;
      isStarted = false;
    } else {
      now = ends;
      if (isStarted) done += 1;
      isStarted = true;
    }
  }
  return now;
}

function untilInterruption({ interruptionsPerHour, random }: Simulation): number {
  return (-Math.log(1 - random()) / interruptionsPerHour) * 3600;
}
