import { LocalBatchError } from './errors.js';

/** Refuses an option of {@link startLocalBatch}: what was given, what is allowed, what to do. */
export function invalidOption(option: string, message: string, cause?: unknown): LocalBatchError {
  return new LocalBatchError('INVALID_OPTION', `${option}: ${message}`, { option, cause });
}
