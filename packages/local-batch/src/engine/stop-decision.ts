import type { StopOrder } from './job-record.js';
import type { JobState } from './job-state.js';

/** What a stop order does: nothing, end the job now, end it once its dependencies have, or signal its processes. */
export type StopDecision = 'ignore' | 'end' | 'end-after-dependencies' | 'signal';

/** AWS Batch's table of what CancelJob and TerminateJob do in each state. */
export function stopDecision(state: JobState, by: StopOrder['by']): StopDecision {
  switch (state) {
    case 'SUBMITTED':
    case 'RUNNABLE':
      return 'end';
    case 'PENDING':
      return by === 'cancel' ? 'end-after-dependencies' : 'end';
    case 'STARTING':
    case 'RUNNING':
      return by === 'cancel' ? 'ignore' : 'signal';
    case 'SUCCEEDED':
    case 'FAILED':
      return 'ignore';
  }
}
