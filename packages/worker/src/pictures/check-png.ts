import { zlib } from '../zlib.js';

/** The bytes with which every PNG file begins. https://www.w3.org/TR/png/#5PNG-file-signature */
export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** And then comes a header of 13 bytes, which says the size. https://www.w3.org/TR/png/#11IHDR */
const BEGINNING = Buffer.concat([PNG_SIGNATURE, Buffer.from('\0\0\0\x0dIHDR', 'latin1')]);
/** Length, type and checksum around a chunk's data. https://www.w3.org/TR/png/#5Chunk-layout */
const CHUNK_OVERHEAD = 12;

/** Whether these bytes are a PNG file from its beginning to its end, as far as can be told without reading its picture. */
export function isWholePng(data: Uint8Array): boolean {
  return walkChunks(data, () => true);
}

/** Whether they are, and every chunk's checksum fits. */
export function isSoundPng(data: Uint8Array): boolean {
  const { crc32 } = zlib();
  return walkChunks(data, (typeAndData, checksum) => crc32(typeAndData) === checksum);
}

function walkChunks(data: Uint8Array, isSound: (typeAndData: Buffer, checksum: number) => boolean): boolean {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!bytes.subarray(0, BEGINNING.length).equals(BEGINNING)) return false;
  let position = PNG_SIGNATURE.length;
  while (position + CHUNK_OVERHEAD <= bytes.length) {
    const end = position + CHUNK_OVERHEAD + bytes.readUInt32BE(position);
    if (end > bytes.length || !isSound(bytes.subarray(position + 4, end - 4), bytes.readUInt32BE(end - 4)))
      return false;
    if (bytes.toString('latin1', position + 4, position + 8) === 'IEND') return end === bytes.length;
    position = end;
  }
  return false;
}
