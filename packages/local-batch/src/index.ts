export { LocalBatchError, type LocalBatchErrorCode } from './errors.js';
export type { LocalBatchCredentials } from './local-batch-credentials.js';
export type { LocalBatchOptions } from './local-batch-options.js';
export type { JobStateChangeEvent } from './operations/job-event.js';
export { type LocalBatch, startLocalBatch } from './start-local-batch.js';
