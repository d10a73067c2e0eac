import { type ExrHeader, readExrHeader } from './read-exr-header.js';

/** Lines of a block by compression: none, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB. */
const LINES = [1, 1, 1, 16, 32, 16, 32, 32, 32, 256];

/** Whether all blocks of an OpenEXR file are there: ffmpeg shows one that was cut off as if it were whole. */
export function isWholeExr(data: Uint8Array): boolean {
  const header = readExrHeader(data);
  if (header === undefined) return false;
  // Of other layouts only the whole header is looked at; decoding has to find the rest.
  return !header.isPlain || areBlocksWhole(data, header);
}

function areBlocksWhole(data: Uint8Array, { attributes, end: table }: ExrHeader): boolean {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const [window, compression] = [attributes.get('dataWindow'), attributes.get('compression')?.[0]];
  const lines = LINES[compression ?? -1];
  if (window === undefined || window.length < 16 || lines === undefined) return false;
  const rows = window.readInt32LE(12) - window.readInt32LE(4) + 1;
  const blocks = Math.ceil(rows / lines);
  if (table + blocks * 8 > bytes.length) return false;
  for (let block = 0; block < blocks; block += 1) {
    const offset = Number(bytes.readBigUInt64LE(table + block * 8));
    // Each begins with the number of its first line and its size.
    if (offset === 0 || offset + 8 > bytes.length) return false;
    if (offset + 8 + bytes.readInt32LE(offset + 4) > bytes.length) return false;
  }
  return true;
}
