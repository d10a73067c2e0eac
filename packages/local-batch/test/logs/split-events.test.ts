import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LogFile } from '../../src/logs/log-file.js';
import { readBackward, readForward } from '../../src/logs/read-events.js';
import { LONGEST_LINE_BYTES, type LogEvent } from '../../src/logs/split-events.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'split-events-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs of one character: short and empty lines, and lines that are cut several times, also within a character. */
const run = fc
  .tuple(fc.constantFrom('a', 'ü', '€', '😀'), fc.oneof(fc.nat(3), fc.nat(3 * LONGEST_LINE_BYTES)))
  .map(([character, count]) => character.repeat(count));
const contents = fc
  .array(fc.oneof(run, fc.constantFrom('\n', '\n\n')), { maxLength: 8 })
  .map((runs) => runs.join(''));

test('events read forward and backward are the same, and together the file', {
  timeout: 120_000,
}, async () => {
  const path = join(folder, 'any.log');
  await fc.assert(
    fc.asyncProperty(contents, async (content) => {
      await writeFile(path, content);
      await using file = await LogFile.open(path);
      if (file === undefined) throw new Error('no file');
      const forward = await allOf(readForward(file, 0));
      const backward = await allOf(readBackward(file, file.size));
      expect(backward.length).toBe(forward.length);
      expect(forward.map(({ start }) => start)).toEqual(backward.map(({ start }) => start).reverse());
      expect(forward.map(textOf).join('')).toBe(content);
      for (const { message } of forward) {
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2 * LONGEST_LINE_BYTES);
      }
      const short = content.split('\n').filter((line) => Buffer.byteLength(line) <= LONGEST_LINE_BYTES);
      const whole = new Set(forward.map(({ message }) => message));
      expect(short.slice(0, -1).filter((line) => !whole.has(line))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

async function allOf(events: AsyncIterable<LogEvent>): Promise<LogEvent[]> {
  const all: LogEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** What an event was made from: its message, and the line's end where it has one. */
function textOf({ start, end, message }: LogEvent): string {
  return end - start > Buffer.byteLength(message) ? `${message}\n` : message;
}
