import { PNG_SIGNATURE } from './check-png.js';
import type { PictureSize } from './picture-size.js';

/** Where a file says its width and height: in its first chunk. https://www.w3.org/TR/png/#11IHDR */
export const PNG_SIZE = PNG_SIGNATURE.length + 8;

/** The size that a whole PNG file says it has. */
export function readPngSize(data: Uint8Array): PictureSize {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return { width: bytes.readUInt32BE(PNG_SIZE), height: bytes.readUInt32BE(PNG_SIZE + 4) };
}
