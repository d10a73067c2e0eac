import { expect, test } from 'vitest';
import { dependencyOutcome } from '../../src/engine/dependencies.js';

test('no dependencies are met', () => {
  expect(dependencyOutcome([])).toBe('met');
});

test('dependencies are met once all have SUCCEEDED', () => {
  expect(dependencyOutcome(['SUCCEEDED', 'RUNNING'])).toBe('waiting');
  expect(dependencyOutcome(['SUCCEEDED', 'SUCCEEDED'])).toBe('met');
});

test('one failed dependency decides while others still run', () => {
  expect(dependencyOutcome(['RUNNING', 'FAILED'])).toBe('failed');
});
