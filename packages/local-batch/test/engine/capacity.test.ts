import { expect, test } from 'vitest';
import { Capacity } from '../../src/engine/capacity.js';

const small = { name: 'small', state: 'ENABLED', vcpus: 2 } as const;
const large = { name: 'large', state: 'ENABLED', vcpus: 8 } as const;

test('a job goes to the first environment that has room', () => {
  const capacity = new Capacity();
  capacity.take('small', 1);
  expect(capacity.place(1, [small, large])).toEqual({ environment: small });
  expect(capacity.place(2, [small, large])).toEqual({ environment: large });
});

test('a job waits when it would fit only once others have ended', () => {
  const capacity = new Capacity();
  capacity.take('small', 1);
  expect(capacity.place(2, [small])).toBe('later');
  capacity.release('small', 1);
  expect(capacity.place(2, [small])).toEqual({ environment: small });
});

test('a job larger than every environment never fits, nor does any in a disabled one', () => {
  expect(new Capacity().place(9, [small, large])).toBe('never');
  expect(new Capacity().place(1, [{ ...large, state: 'DISABLED' }])).toBe('never');
});
