/** So many jobs that take equally long. */
export interface EqualJobs {
  readonly jobs: number;
  /** Seconds of each, above 0 and finite. */
  readonly seconds: number;
}

/** Slots that become free at the same moment. */
interface FreeSlots {
  at: number;
  slots: number;
}

/**
 * When the last job ends, if jobs start in the given order, each on the slot that is free first. Takes steps by group of
 * equal jobs, not by job, so that 200,000 chunks cost no more than ten.
 */
export function listSchedule(groups: Iterable<EqualJobs>, slots: number): number {
  const free: FreeSlots[] = [{ at: 0, slots }];
  for (const { jobs, seconds } of groups) {
    for (let left = jobs; left > 0; ) {
      left -= startOnAll(free, left, seconds, slots) || startOnFirst(free, left, seconds);
    }
  }
  return (free.at(-1) as FreeSlots).at;
}

/** While no slot lags behind by a job, every slot takes one job a round. */
function startOnAll(free: readonly FreeSlots[], jobs: number, seconds: number, slots: number): number {
  const [first, last] = [free[0] as FreeSlots, free.at(-1) as FreeSlots];
  if (last.at - first.at > seconds) return 0;
  const rounds = Math.floor(jobs / slots);
  for (const group of free) group.at += rounds * seconds;
  return rounds * slots;
}

/** The slots that are free first take jobs until they have caught up with the next ones. */
function startOnFirst(free: FreeSlots[], jobs: number, seconds: number): number {
  const first = free.shift() as FreeSlots;
  const rounds = Math.max(1, Math.ceil(((free[0]?.at ?? first.at) - first.at) / seconds));
  if (rounds * first.slots <= jobs) {
    insert(free, { at: first.at + rounds * seconds, slots: first.slots });
    return rounds * first.slots;
  }
  const whole = Math.floor(jobs / first.slots);
  const rest = jobs - whole * first.slots;
  const at = first.at + whole * seconds;
  if (rest > 0) insert(free, { at: at + seconds, slots: rest });
  insert(free, { at, slots: first.slots - rest });
  return jobs;
}

function insert(free: FreeSlots[], group: FreeSlots): void {
  let low = 0;
  let high = free.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((free[middle] as FreeSlots).at < group.at) low = middle + 1;
    else high = middle;
  }
  const same = free[low];
  if (same?.at === group.at) same.slots += group.slots;
  else free.splice(low, 0, group);
}
