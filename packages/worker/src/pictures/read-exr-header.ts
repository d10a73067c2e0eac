/** https://openexr.com/en/latest/OpenEXRFileLayout.html */
const MAGIC = 20_000_630;
const TILED_OR_DEEP_OR_PARTS = 0x200 | 0x800 | 0x1000;

/** What an OpenEXR file says of itself, or its first part if it has several. */
export interface ExrHeader {
  /** Whether it is a single part of scan lines. */
  readonly isPlain: boolean;
  /** The values of its attributes as bytes, by name. */
  readonly attributes: ReadonlyMap<string, Buffer>;
  /** Where the bytes after the header begin. */
  readonly end: number;
}

/** Reads an OpenEXR file's header; undefined where it is none or is cut off. */
export function readExrHeader(data: Uint8Array): ExrHeader | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  try {
    if (bytes.readInt32LE(0) !== MAGIC) return undefined;
    const isPlain = (bytes.readInt32LE(4) & TILED_OR_DEEP_OR_PARTS) === 0;
    return { isPlain, ...readAttributes(bytes, 8) };
  } catch (error) {
    // Read past the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readAttributes(bytes: Buffer, start: number): Pick<ExrHeader, 'attributes' | 'end'> {
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
