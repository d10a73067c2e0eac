import { expect, test } from 'vitest';
import { moveInSummary, newSummary, parentState } from '../../src/engine/array-parent.js';

const none = newSummary(0);

test('a new array counts every child as SUBMITTED', () => {
  expect(newSummary(3)).toEqual({
    SUBMITTED: 3,
    PENDING: 0,
    RUNNABLE: 0,
    STARTING: 0,
    RUNNING: 0,
    SUCCEEDED: 0,
    FAILED: 0,
  });
});

test('a move takes a child from one count to the other', () => {
  expect(moveInSummary(newSummary(2), 'SUBMITTED', 'RUNNABLE')).toMatchObject({ SUBMITTED: 1, RUNNABLE: 1 });
});

test.each([
  [{ ...none, SUBMITTED: 2 }, 'SUBMITTED'],
  [{ ...none, SUBMITTED: 1, RUNNABLE: 1 }, 'PENDING'],
  [{ ...none, RUNNING: 2 }, 'PENDING'],
  [{ ...none, FAILED: 1, RUNNING: 1 }, 'PENDING'],
  [{ ...none, FAILED: 1, SUBMITTED: 1 }, 'PENDING'],
  [{ ...none, FAILED: 1, SUCCEEDED: 1 }, 'FAILED'],
  [{ ...none, SUCCEEDED: 2 }, 'SUCCEEDED'],
])('an array of %o is %s', (summary, state) => {
  expect(parentState(summary)).toBe(state);
});
