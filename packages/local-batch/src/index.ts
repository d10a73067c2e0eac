export type { ContainerOptions } from './container-options.js';
export { LocalBatchError, type LocalBatchErrorCode } from './errors.js';
export type {
  Fault,
  FaultReport,
  FaultTimes,
  ListLagFault,
  LostAnswerFault,
  OutOfMemoryFault,
  ServerErrorFault,
  SlowJobFault,
  SpotLossFault,
  ThrottleFault,
} from './faults/fault.js';
export type { Faults } from './faults/faults.js';
export type { LocalBatchCredentials } from './local-batch-credentials.js';
export type { LocalBatchOptions } from './local-batch-options.js';
export type { JobStateChangeEvent } from './operations/job-event.js';
export { type LocalBatch, startLocalBatch } from './start-local-batch.js';
