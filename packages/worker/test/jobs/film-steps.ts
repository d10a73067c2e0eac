import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWorker } from '../run-worker.js';

/** Renders so many chunks of a film side by side. */
export async function renderChunks(film: Readonly<Record<string, string>>, chunks: number): Promise<void> {
  await Promise.all(
    Array.from({ length: chunks }, (_, index) =>
      runWorker({ ...film, JOB_TYPE: 'render', AWS_BATCH_JOB_ARRAY_INDEX: String(index) }),
    ),
  );
}

/** What compile has reported. */
export async function readReport(folder: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
}
