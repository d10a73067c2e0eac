import { expect, test } from 'vitest';
import { Capacity } from '../../src/engine/capacity.js';

const small = { name: 'small', state: 'ENABLED', vcpus: 2, memoryMiB: 1024 } as const;
const large = { name: 'large', state: 'ENABLED', vcpus: 8, gpus: 1 } as const;
const vcpus = (count: number) => ({ vcpus: count, memoryMiB: 0, gpus: 0 });

test('a job goes to the first environment that has room', () => {
  const capacity = new Capacity();
  capacity.take('small', vcpus(1));
  expect(capacity.place(vcpus(1), [small, large])).toEqual({ environment: small });
  expect(capacity.place(vcpus(2), [small, large])).toEqual({ environment: large });
});

test('a job waits when it would fit only once others have ended', () => {
  const capacity = new Capacity();
  capacity.take('small', vcpus(1));
  expect(capacity.place(vcpus(2), [small])).toEqual({ laterOn: [small] });
  capacity.release('small', vcpus(1));
  expect(capacity.place(vcpus(2), [small])).toEqual({ environment: small });
});

test('memory and GPUs are counted like vCPUs; memory without a limit is not', () => {
  const capacity = new Capacity();
  const job = { vcpus: 1, memoryMiB: 600, gpus: 0 };
  capacity.take('small', job);
  expect(capacity.place(job, [small])).toEqual({ laterOn: [small] });
  expect(capacity.place({ ...job, memoryMiB: 10 ** 9 }, [small, large])).toEqual({ environment: large });
  expect(capacity.place({ ...job, gpus: 1 }, [small, large])).toEqual({ environment: large });
  expect(capacity.place({ ...job, gpus: 2 }, [small, large])).toBe('never');
});

test('a job larger than every environment never fits, nor does any in a disabled one', () => {
  expect(new Capacity().place(vcpus(9), [small, large])).toBe('never');
  expect(new Capacity().place(vcpus(1), [{ ...large, state: 'DISABLED' }])).toBe('never');
});

test('a job waits for an environment that is kept for others', () => {
  expect(new Capacity().place(vcpus(1), [small], () => false)).toEqual({ laterOn: [small] });
});
