const FIRST_MS = 200;
const LONGEST_MS = 20_000;

/** How long to wait before the next try: full jitter, so that many who were throttled together do not come back together. */
export function backoffMs(failures: number, random: number): number {
  return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 30));
}
