import { checksumOfFile } from '../storage/checksum-of-file.js';
import type { Storage } from '../storage/storage.js';
import type { SegmentRecord } from './chunk-record.js';

/** Fetches a segment as a file, and says whether it is what its record tells. */
export async function fetchSegment(
  storage: Storage,
  { key, crc32 }: SegmentRecord,
  path: string,
): Promise<'whole' | 'damaged' | 'gone'> {
  if ((await storage.getFile(key, path)) === undefined) return 'gone';
  return (await checksumOfFile(path)) === crc32 ? 'whole' : 'damaged';
}
