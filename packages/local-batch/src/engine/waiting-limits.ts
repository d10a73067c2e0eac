import { startDeadline } from './deadline.js';
import type { RunnableJob } from './job-record.js';
import type { JobQueue, JobStateTimeLimitAction } from './resource-records.js';

/** Why a job waits at the head of its queue, in AWS Batch's words. */
export type WaitingReason =
  | 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE'
  | 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT';

interface Limit {
  readonly job: RunnableJob;
  readonly reason: WaitingReason;
  readonly action: JobStateTimeLimitAction;
  readonly timer: { cancel(): void };
}

/** Ends jobs that wait for too long, by their queues' `jobStateTimeLimitActions`. */
export class WaitingLimits {
  readonly #onExpiry: (job: RunnableJob, statusReason: string) => void;
  readonly #heads = new Map<string, Limit>();
  readonly #misfits = new Map<RunnableJob, Limit>();

  /** @param onExpiry - Called with a job that has waited for too long; it may have been placed meanwhile. */
  constructor(onExpiry: (job: RunnableJob, statusReason: string) => void) {
    this.#onExpiry = onExpiry;
  }

  /** Says who waits at the head of a queue; its time runs on while that stays the same. */
  watchHead(queue: JobQueue, job: RunnableJob | undefined): void {
    const reason = 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE';
    const known = this.#heads.get(queue.name);
    const action = job && actionOn(queue, reason);
    if (known?.job === job && known?.action === action) return;
    this.forgetHead(queue.name);
    if (job && action) this.#heads.set(queue.name, this.#start(job, reason, action));
  }

  /** Says that nobody waits at the head of a queue. */
  forgetHead(queue: string): void {
    this.#heads.get(queue)?.timer.cancel();
    this.#heads.delete(queue);
  }

  /** Says that a job fits nowhere. */
  watchMisfit(queue: JobQueue, job: RunnableJob): void {
    const reason = 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT';
    const action = actionOn(queue, reason);
    if (action) this.#misfits.set(job, this.#start(job, reason, action));
  }

  /** Forgets a job that fits nowhere, because it has ended. */
  forgetMisfit(job: RunnableJob): void {
    this.#misfits.get(job)?.timer.cancel();
    this.#misfits.delete(job);
  }

  /** Forgets the jobs that fit nowhere, because that may have changed. */
  forgetMisfits(): void {
    for (const { timer } of this.#misfits.values()) timer.cancel();
    this.#misfits.clear();
  }

  close(): void {
    this.forgetMisfits();
    for (const { timer } of this.#heads.values()) timer.cancel();
    this.#heads.clear();
  }

  #start(job: RunnableJob, reason: WaitingReason, action: JobStateTimeLimitAction): Limit {
    const timer = startDeadline(action.maxTimeSeconds * 1000, () => {
      this.#onExpiry(job, `Canceled by JobStateTimeLimit action due to reason: ${action.reason}`);
    });
    return { job, reason, action, timer };
  }
}

function actionOn(queue: JobQueue, reason: WaitingReason): JobStateTimeLimitAction | undefined {
  return queue.jobStateTimeLimitActions?.find((action) => action.reason === reason);
}
