import { expect, test } from 'vitest';
import { Fifo } from '../../src/engine/fifo.js';

test('a line of 5,000 comes out in the order it went in, also when it grows meanwhile', () => {
  const line = new Fifo<number>();
  const out: (number | undefined)[] = [];
  for (let item = 0; item < 5000; item++) {
    line.add(item);
    if (item % 3 === 0) out.push(line.take());
  }
  while (line.peek() !== undefined) out.push(line.take());
  expect(out).toEqual(Array.from({ length: 5000 }, (_, item) => item));
});

test('an empty line has no first and gives nothing out', () => {
  const line = new Fifo<number>();
  expect([line.peek(), line.take()]).toEqual([undefined, undefined]);
  line.add(1);
  expect(line.take()).toBe(1);
});
