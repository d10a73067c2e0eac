export { LocalBatchError, type LocalBatchErrorCode } from './errors.js';
export type { LocalBatchOptions } from './local-batch-options.js';
export { type LocalBatch, type LocalBatchCredentials, startLocalBatch } from './start-local-batch.js';
