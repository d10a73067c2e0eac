import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.js';

/**
 * The id of the run that these settings belong to: the same pictures give the same id, so that an unfinished run is
 * gone on with; a finished one is followed by a fresh one with a number behind its id.
 */
export function chooseRunId({ worker, outputFolder }: Settings): string {
  const { job, renderer, width, height } = worker;
  const pictures = JSON.stringify([job.plan.frames, renderer, width, height]);
  const id = `film-${createHash('sha256').update(pictures).digest('hex').slice(0, 8)}`;
  for (let take = 1; ; take += 1) {
    const runId = take === 1 ? id : `${id}-${take}`;
    if (!existsSync(join(outputFolder, runId, 'report.json'))) return runId;
  }
}
