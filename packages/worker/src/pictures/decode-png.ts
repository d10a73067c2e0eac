import { zlib } from '../zlib.js';
import { isSoundPng, PNG_SIGNATURE } from './check-png.js';
import type { PictureSize } from './picture-size.js';
import { PNG_SIZE, readPngSize } from './read-png-size.js';

/** Samples of a pixel by PNG's colour types. https://www.w3.org/TR/png/#table111 */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Where an interlaced picture's seven passes begin, and their steps. https://www.w3.org/TR/png/#8Interlace */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * Decodes a PNG file as far as it takes to know that all of its picture is there.
 *
 * @param longestSide - In pixels: of a larger picture, which memory may not hold, only the size is read.
 * @returns Its size; undefined where it is damaged.
 */
export function decodePng(data: Uint8Array, longestSide: number): PictureSize | undefined {
  if (!isSoundPng(data)) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const { width, height } = readPngSize(data);
  if (Math.max(width, height) > longestSide) return { width, height };
  const [depth = 8, colour = 2, , , interlace] = bytes.subarray(PNG_SIZE + 8, PNG_SIZE + 13);
  const rowBytes = (columns: number) => 1 + Math.ceil((columns * depth * (SAMPLES[colour] ?? 4)) / 8);
  const expected = interlace === 1 ? interlacedBytes(width, height, rowBytes) : height * rowBytes(width);
  try {
    const picture = zlib().inflateSync(Buffer.concat(imageData(bytes)), { maxOutputLength: expected + 1 });
    return picture.length === expected ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

function interlacedBytes(width: number, height: number, rowBytes: (columns: number) => number): number {
  return PASSES.reduce((sum, [x, y, stepX, stepY]) => {
    const [columns, rows] = [Math.ceil((width - x) / stepX), Math.ceil((height - y) / stepY)];
    return columns > 0 && rows > 0 ? sum + rows * rowBytes(columns) : sum;
  }, 0);
}

function imageData(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let position = PNG_SIGNATURE.length; position < bytes.length; ) {
    const length = bytes.readUInt32BE(position);
    const start = position + 8;
    if (bytes.toString('latin1', position + 4, start) === 'IDAT')
      parts.push(bytes.subarray(start, start + length));
    position = start + length + 4;
  }
  return parts;
}
