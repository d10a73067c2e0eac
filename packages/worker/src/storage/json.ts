import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';

/** A value as people read it, too. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Reads what an earlier step has stored.
 *
 * @param uri - Where it lies, for the message.
 * @throws WorkerError with exit code 65 if it is no JSON object.
 */
export function parseJson<T extends object>(data: Uint8Array, uri: string): T {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString());
    if (typeof value === 'object' && value !== null) return value as T;
  } catch (cause) {
    throw unreadable(uri, cause);
  }
  throw unreadable(uri);
}

function unreadable(uri: string, cause?: unknown): WorkerError {
  return new WorkerError(ExitCode.wrongData, `${uri} is not readable JSON; use another RUN_ID`, { cause });
}
