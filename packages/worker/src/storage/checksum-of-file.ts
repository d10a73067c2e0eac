import { zlib } from '../zlib.js';

/** The CRC-32 of a file, which may be larger than memory. */
export async function checksumOfFile(path: string): Promise<number> {
  const { createReadStream } = process.getBuiltinModule('node:fs');
  const { crc32 } = zlib();
  let checksum = 0;
  for await (const piece of createReadStream(path)) checksum = crc32(piece as Buffer, checksum);
  return checksum;
}
