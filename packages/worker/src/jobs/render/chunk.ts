import type { FrameSet } from '@render/batch-fanout/planning';

/** What a child has before it. */
export interface Chunk {
  /** All of its frames, in rendering order. */
  readonly frames: FrameSet;
  /** Those of them that are not there yet. */
  readonly missing: readonly number[];
  /** Digest of what changes pictures. */
  readonly pictureDigest: string;
}
