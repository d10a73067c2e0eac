/** https://openexr.com/en/latest/OpenEXRFileLayout.html */
const MAGIC = 20_000_630;
const TILED_OR_DEEP_OR_PARTS = 0x200 | 0x800 | 0x1000;
/** Lines of a block by compression: none, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB. */
const LINES = [1, 1, 1, 16, 32, 16, 32, 32, 32, 256];

/** Whether all blocks of an OpenEXR file are there: ffmpeg shows one that was cut off as if it were whole. */
export function isWholeExr(data: Uint8Array): boolean {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  try {
    if (bytes.readInt32LE(0) !== MAGIC) return false;
    const isPlain = (bytes.readInt32LE(4) & TILED_OR_DEEP_OR_PARTS) === 0;
    const { attributes, end } = readAttributes(bytes, 8);
    // Of other layouts only the whole header is looked at; decoding has to find the rest.
    return !isPlain || areBlocksWhole(bytes, end, attributes);
  } catch (error) {
    // Read past the end.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function areBlocksWhole(bytes: Buffer, table: number, attributes: ReadonlyMap<string, Buffer>): boolean {
  const [window, compression] = [attributes.get('dataWindow'), attributes.get('compression')?.[0]];
  const lines = LINES[compression ?? -1];
  if (window === undefined || lines === undefined) return false;
  const rows = window.readInt32LE(12) - window.readInt32LE(4) + 1;
  for (let block = 0; block < Math.ceil(rows / lines); block += 1) {
    const offset = Number(bytes.readBigUInt64LE(table + block * 8));
    if (offset === 0 || offset + 8 + bytes.readInt32LE(offset + 4) > bytes.length) return false;
  }
  return true;
}

function readAttributes(bytes: Buffer, start: number): { attributes: Map<string, Buffer>; end: number } {
  const attributes = new Map<string, Buffer>();
  let position = start;
  const readText = () => {
    const end = bytes.indexOf(0, position);
    if (end === -1) throw new RangeError('the header has no end');
    const text = bytes.toString('latin1', position, end);
    position = end + 1;
    return text;
  };
  for (let name = readText(); name !== ''; name = readText()) {
    readText();
    const size = bytes.readInt32LE(position);
    if (size < 0) throw new RangeError('an attribute has a negative size');
    attributes.set(name, bytes.subarray(position + 4, position + 4 + size));
    position += 4 + size;
  }
  return { attributes, end: position };
}
