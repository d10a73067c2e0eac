import { ExitCode } from '../exit-code.js';
import type { PictureSize } from '../pictures/picture-size.js';
import { WorkerError } from '../worker-error.js';
import type { ChunkRecord } from './chunk-record.js';

/**
 * Makes sure that all chunks have frames of one size: each child knows only its own.
 *
 * @returns The size; undefined where no record says one.
 * @throws WorkerError with exit code 65 naming two chunks that differ.
 */
export function assertOneSize(records: readonly ChunkRecord[]): PictureSize | undefined {
  let known: (ChunkRecord & { readonly size: PictureSize }) | undefined;
  for (const record of records) {
    const { size } = record;
    if (size === null) continue;
    known ??= { ...record, size };
    if (size.width === known.size.width && size.height === known.size.height) continue;
    throw new WorkerError(
      ExitCode.wrongData,
      `frames differ in size: ${describe(known, known.size)}, ${describe(record, size)}; set WIDTH and HEIGHT and use another RUN_ID`,
    );
  }
  return known?.size;
}

function describe({ frames }: ChunkRecord, { width, height }: PictureSize): string {
  return `those of ${frames} have ${width}x${height} pixels`;
}
