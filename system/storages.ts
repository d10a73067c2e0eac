import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasS3, openS3 } from '../test/open-s3.js';
import type { TestedStorage } from '../test/tested-storage.js';

/** The storages that can be tested here. */
export const storages: readonly (readonly [string, () => Promise<TestedStorage>])[] = [
  ['files', openFiles],
  ...(hasS3 ? [['S3', openS3] as const] : []),
];

async function openFiles(): Promise<TestedStorage> {
  const root = await mkdtemp(join(tmpdir(), 'system-test-'));
  return {
    variables: { OUTPUT_URI: pathToFileURL(root).href },
    fetch: async (runId, prefix) => join(root, runId, prefix),
    close: () => rm(root, { recursive: true, force: true }),
  };
}
