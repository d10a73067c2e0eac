import { basename, join } from 'node:path';
import pMap from 'p-map';
import type { Storage } from '../storage/storage.js';
import type { ChunkRecord, SegmentRecord } from './chunk-record.js';
import { fetchSegment } from './fetch-segment.js';
import { type KnownChunk, problemOf, type SegmentRule } from './plan-video.js';

/** Segments that are fetched at once. */
const FETCHES = 16;

/** Where a fetched segment lies. */
export function segmentPath(scratch: string, { key }: SegmentRecord): string {
  return join(scratch, basename(key));
}

/**
 * Fetches every segment that may be joined.
 *
 * @returns The same chunks; of those whose segment has gone or is damaged, the record says so.
 */
export function fetchSegments(
  storage: Storage,
  chunks: readonly KnownChunk[],
  rule: SegmentRule,
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal },
): Promise<KnownChunk[]> {
  return pMap(
    chunks,
    async (chunk) => {
      signal.throwIfAborted();
      const { segment } = chunk.record ?? {};
      if (!segment || problemOf(chunk, rule) !== undefined) return chunk;
      const path = segmentPath(scratch, segment);
      const found = await fetchSegment(storage, segment, path);
      if (found === 'whole') return chunk;
      // So that whoever starts a run again that has kept no frames renders them.
      if (found === 'damaged') await storage.remove([segment.key]);
      const segmentProblem = `the segment ${found === 'damaged' ? 'is damaged' : 'has gone'}`;
      return { ...chunk, record: { ...(chunk.record as ChunkRecord), segment: null, segmentProblem } };
    },
    { concurrency: FETCHES },
  );
}
