import { framesOfChunk, parseFrameSet, planFanout } from '@render/batch-fanout/planning';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areNeighbours } from '../../src/film/are-neighbours.js';

test('tells whether a frame of another chunk lies between, as a sorted list does', () => {
  const anyPlan = fc.record({
    frames: fc.uniqueArray(fc.integer({ min: -30, max: 60 }), { minLength: 1, maxLength: 40 }),
    framesPerJob: fc.integer({ min: 1, max: 9 }),
    distribution: fc.constantFrom('even', 'fixed', 'interleaved'),
  });
  fc.assert(
    fc.property(anyPlan, ({ frames, framesPerJob, distribution }) => {
      const film = parseFrameSet(frames.join(), { dialect: 'opencue' });
      const plan = planFanout({ frames: film, framesPerJob, distribution: distribution as 'even' });
      const sorted = frames.toSorted((a, b) => a - b);
      for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) {
        const part = framesOfChunk(plan, chunk);
        const places = [...part].map((frame) => sorted.indexOf(frame)).toSorted((a, b) => a - b);
        const isRun = (places.at(-1) as number) - (places[0] as number) === part.size - 1;
        expect(areNeighbours(part, film)).toBe(isRun);
      }
    }),
  );
});
