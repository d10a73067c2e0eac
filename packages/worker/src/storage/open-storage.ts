import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { FileStorage } from './file-storage.js';
import type { Storage } from './storage.js';

/** Opens a run's folder below `OUTPUT_URI`. */
export function openStorage({
  outputUri,
  runId,
}: {
  readonly outputUri: string;
  readonly runId: string;
}): Storage {
  if (!outputUri.startsWith('file:')) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `OUTPUT_URI='${outputUri}' is not a file:/// URI, the only storage so far`,
    );
  }
  try {
    return new FileStorage(join(fileURLToPath(outputUri), runId));
  } catch (cause) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `OUTPUT_URI='${outputUri}' is not a local folder's file:/// URI`,
      { cause },
    );
  }
}
