import { PNG_SIGNATURE } from '../../pictures/check-png.js';
import { zlib } from '../../zlib.js';
import type { IndexedImage } from './indexed-image.js';

/**
 * Writes an image as a PNG file of 8-bit palette indices. https://www.w3.org/TR/png/
 *
 * @param palette - Red, green and blue of each colour, 3 bytes a colour.
 */
export function encodePalettePng(image: IndexedImage, palette: Uint8Array): Buffer {
  const { constants, deflateSync } = zlib();
  const header = Buffer.alloc(13);
  header.writeUInt32BE(image.width, 0);
  header.writeUInt32BE(image.height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('PLTE', palette),
    // Rows of few colours are runs, and looking for nothing else is faster and finds more than the fastest level.
    pngChunk('IDAT', deflateSync(image.rows, { strategy: constants.Z_RLE })),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(zlib().crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return chunk;
}
