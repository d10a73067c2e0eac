import { expect, test } from 'vitest';
import { JOB_STATES } from '../../src/engine/job-state.js';
import { stopDecision } from '../../src/engine/stop-decision.js';

test('CancelJob ends what is not placed, after its dependencies when it has some, and nothing else', () => {
  expect(JOB_STATES.map((state) => stopDecision(state, 'cancel'))).toEqual([
    'end',
    'end-after-dependencies',
    'end',
    'ignore',
    'ignore',
    'ignore',
    'ignore',
  ]);
});

test('TerminateJob ends whatever has not ended', () => {
  expect(JOB_STATES.map((state) => stopDecision(state, 'terminate'))).toEqual([
    'end',
    'end',
    'end',
    'signal',
    'signal',
    'ignore',
    'ignore',
  ]);
});
