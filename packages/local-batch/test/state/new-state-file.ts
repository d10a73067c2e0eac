import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Path for a state file, in a folder that goes with its test. */
export async function newStateFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-batch-state-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'state.db');
}
