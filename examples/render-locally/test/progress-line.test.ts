import type { RunProgress } from '@render/batch-fanout';
import { expect, test } from 'vitest';
import { createProgressLine } from '../src/progress-line.js';

test.each([[200], [80], [40], [12]])('a terminal of %i columns has one line that moves', (columns) => {
  const written: string[] = [];
  const output = { columns, write: (text: string) => written.push(text) };
  const line = createProgressLine(output as unknown as NodeJS.WriteStream, true);
  for (const succeeded of [0, 3, 7, 8]) {
    const progress = {
      chunks: { succeeded, failed: 1, total: 9 },
      frames: { done: 30 * succeeded, total: 270 },
    };
    line.show(progress as RunProgress, 0, 1.5);
  }
  expect(written.map((text) => text.slice(0, 5))).toEqual(Array(4).fill('\r\x1b[2K'));
  for (const text of written) expect(text.slice(5).length).toBeLessThan(columns);
});
