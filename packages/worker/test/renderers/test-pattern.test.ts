import { parseFrameSet } from '@render/batch-fanout';
import { describe, expect, test } from 'vitest';
import { isWholePng } from '../../src/film/check-png.js';
import { testPattern } from '../../src/renderers/test-pattern.js';

const film = {
  width: 320,
  height: 180,
  animationFirst: 1,
  animationLast: 48,
  signal: new AbortController().signal,
};

async function renderAll(frames: string, options = {}) {
  const pictures = new Map<number, Buffer>();
  const request = { ...film, ...options, frames: parseFrameSet(frames) };
  for await (const { frame, data } of testPattern.render(request)) pictures.set(frame, Buffer.from(data));
  return pictures;
}

describe('the test pattern', () => {
  test('draws a frame alike whichever chunk it is in, and every frame otherwise', async () => {
    const together = await renderAll('1-48');
    const alone = await renderAll('37');
    expect(alone.get(37)?.equals(together.get(37) as Buffer)).toBe(true);
    expect(new Set([...together.values()].map((picture) => picture.toString('base64'))).size).toBe(48);
    expect([...together.values()].every(isWholePng)).toBe(true);
  });

  test.each([
    { width: 16, height: 16 },
    { width: 17, height: 400 },
    { width: 999, height: 33 },
  ])('draws pictures of $width by $height pixels', async (size) => {
    const picture = (await renderAll('12', size)).get(12);
    expect([picture?.readUInt32BE(16), picture?.readUInt32BE(20)]).toEqual([size.width, size.height]);
  });
});
