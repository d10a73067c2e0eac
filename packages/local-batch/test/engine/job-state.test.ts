import { expect, test } from 'vitest';
import { isAllowedEdge, isTerminal, JOB_STATES } from '../../src/engine/job-state.js';

test('a job leaves a terminal state for no other', () => {
  const ways = JOB_STATES.filter(isTerminal).flatMap((from) =>
    JOB_STATES.filter((to) => isAllowedEdge(from, to)),
  );
  expect(ways).toEqual([]);
});

test('SUCCEEDED is reached from RUNNING, and from PENDING by an array parent', () => {
  expect(JOB_STATES.filter((from) => isAllowedEdge(from, 'SUCCEEDED'))).toEqual(['PENDING', 'RUNNING']);
});

test('only RUNNABLE jobs start', () => {
  expect(JOB_STATES.filter((from) => isAllowedEdge(from, 'STARTING'))).toEqual(['RUNNABLE']);
});

test('exactly SUCCEEDED and FAILED are terminal', () => {
  expect(JOB_STATES.filter(isTerminal)).toEqual(['SUCCEEDED', 'FAILED']);
});
