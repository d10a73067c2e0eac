import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startDeadline } from '../../src/engine/deadline.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a deadline of 60 days, longer than one timer can be, expires once and on time', () => {
  const onExpiry = vi.fn();
  const sixtyDays = 60 * 86_400_000;
  startDeadline(sixtyDays, onExpiry);
  vi.advanceTimersByTime(sixtyDays - 1);
  expect(onExpiry).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onExpiry).toHaveBeenCalledTimes(1);
});

test('a cancelled deadline never expires', () => {
  const onExpiry = vi.fn();
  startDeadline(1000, onExpiry).cancel();
  vi.advanceTimersByTime(2000);
  expect(onExpiry).not.toHaveBeenCalled();
});
