import type { RunnableJob } from './job-record.js';

/** The RUNNABLE jobs of one queue in the order of their turns. */
export interface QueueLine extends Iterable<RunnableJob> {
  add(job: RunnableJob): void;
  /** Whose turn it is; the job stays in line. */
  peek(): RunnableJob | undefined;
  /** Takes the one out whose turn it was at the last look. */
  take(): void;
  /** A job of the queue holds its vCPUs from now on. */
  started(job: RunnableJob): void;
  /** It holds them no longer. */
  ended(job: RunnableJob): void;
  /** The part of each compute environment, up to 1, that the queue's jobs may use now. */
  usablePart(): number;
}
