import { inflateSync } from 'node:zlib';
import { parseFrameSet } from '@render/batch-fanout';
import { describe, expect, test } from 'vitest';
import { isSoundPng } from '../../src/pictures/check-png.js';
import { drawBackground, halfChord, INNER_RING } from '../../src/renderers/test-pattern/background.js';
import { createFramePainter } from '../../src/renderers/test-pattern/frame-painter.js';
import { testPattern } from '../../src/renderers/test-pattern.js';

const film = {
  width: 320,
  height: 180,
  animationFirst: 1,
  animationLast: 48,
  frameFormat: 'png',
  scene: undefined,
  scratch: '',
  vcpus: 1,
  variables: {},
  report: () => undefined,
  signal: new AbortController().signal,
} as const;

async function renderAll(frames: string, options = {}) {
  const pictures = new Map<number, Buffer>();
  const request = { ...film, ...options, frames: parseFrameSet(frames) };
  for await (const { frame, data } of testPattern.render(request))
    pictures.set(frame, Buffer.from(data ?? []));
  return pictures;
}

describe('the test pattern', () => {
  test('draws a frame alike whichever chunk it is in, and every frame otherwise', async () => {
    const together = await renderAll('1-48');
    const alone = await renderAll('37');
    expect(alone.get(37)?.equals(together.get(37) as Buffer)).toBe(true);
    expect(new Set([...together.values()].map((picture) => picture.toString('base64'))).size).toBe(48);
    expect([...together.values()].every(isSoundPng)).toBe(true);
  });

  test.each([
    { width: 16, height: 16 },
    { width: 17, height: 400 },
    { width: 999, height: 33 },
  ])('draws pictures of $width by $height pixels', async (size) => {
    const picture = (await renderAll('12', size)).get(12);
    expect([picture?.readUInt32BE(16), picture?.readUInt32BE(20)]).toEqual([size.width, size.height]);
  });

  test.each([16, 17, 19, 21, 40, 180])(
    'lights the whole dial in the last frame of a turn at %i pixels',
    async (edge) => {
      const size = { width: edge, height: edge };
      const [first, last] = [...(await renderAll('24,47', size)).values()].map((picture) =>
        countLit(picture, edge),
      );
      const ring = 0.38 * 0.86 * edge;
      const disc = Math.PI * ring * ring;
      expect(first).toBeLessThan(disc / 12);
      expect(last).toBe(countDial(edge));
    },
  );
});

/** Pixels of the swept part: the lighter copy of the sky's hundred shades. */
function countLit(picture: Buffer, width: number): number {
  return pixelsOf(picture, width).filter((colour) => colour >= 100 && colour < 200).length;
}

/** Pixels of the dial that a full turn lights: what the sky shows inside the ring and the number leaves free. */
function countDial(edge: number): number {
  const background = drawBackground(edge, edge);
  const film = { ...background.dial, radius: background.dial.radius * INNER_RING };
  const painted = createFramePainter(background, { animationFirst: 1, animationLast: 48 })(47);
  let pixels = 0;
  for (let row = 0; row < edge; row += 1) {
    const half = halfChord(film.radius, row + 0.5 - film.y);
    for (let column = Math.round(film.x - half); column < film.x + half; column += 1) {
      const offset = row * painted.stride + 1 + column;
      if ((background.image.rows[offset] ?? 255) < 100 && (painted.rows[offset] ?? 255) < 200) pixels += 1;
    }
  }
  return pixels;
}

function pixelsOf(picture: Buffer, width: number): number[] {
  const start = picture.indexOf('IDAT') + 4;
  const rows = inflateSync(picture.subarray(start, start + picture.readUInt32BE(start - 8)));
  return [...rows].filter((_, offset) => offset % (width + 1) !== 0);
}
