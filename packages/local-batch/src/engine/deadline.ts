// The longest delay setTimeout takes; it fires at once for anything above.
const LONGEST_DELAY = 2 ** 31 - 1;

/** Calls back once after so many milliseconds, however many they are, unless it is cancelled before. */
export function startDeadline(milliseconds: number, onExpiry: () => void): { cancel(): void } {
  let timer: NodeJS.Timeout;
  const arm = (left: number) => {
    const delay = Math.min(left, LONGEST_DELAY);
    timer = setTimeout(() => (delay < left ? arm(left - delay) : onExpiry()), delay);
  };
  arm(milliseconds);
  return { cancel: () => clearTimeout(timer) };
}
