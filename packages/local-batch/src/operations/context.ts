import type { JobRequest } from '../engine/job-record.js';
import type { Scheduler } from '../engine/scheduler.js';
import type { Store } from '../engine/store.js';

/** What every operation works with. */
export interface OperationContext {
  readonly store: Store;
  readonly scheduler: Scheduler;
  /** The shortest attempt timeout that is accepted; 60 on AWS. */
  readonly minimumTimeoutSeconds: number;
  /** Begins a list: tells of each job whether the list shows it. */
  readonly beginList: () => (request: JobRequest) => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** A request as it came in. */
export interface OperationRequest {
  readonly body: unknown;
  /** Size of the body on the wire. */
  readonly bytes: number;
  /** What a request about tags is about, as its path has it; else empty. */
  readonly resourceArn: string;
  readonly query: URLSearchParams;
}
