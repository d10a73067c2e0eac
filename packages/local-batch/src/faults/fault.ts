/** How often a fault strikes: so many times, at least 1, or every time it can. */
export type FaultTimes = number | 'always';

interface JobFault {
  /** A job's name or id, an array's for its children; a child's id is `<array's id>:<index>`. @defaultValue any job */
  readonly job?: string;
  /** Of an array only the child with this index, 0 to 9,999. @defaultValue any child, and jobs that are no array */
  readonly child?: number;
  /** The attempt that is struck, 1 to 10. @defaultValue 1 */
  readonly attempt?: number;
  /** How often it strikes, each time one attempt. @defaultValue 1 */
  readonly times?: FaultTimes;
}

/**
 * Spot takes a job's host back. The attempt fails, and the job is retried if its strategy says so.
 *
 * On EC2 the attempt's statusReason is `Host EC2 (instance i-…) terminated.`, and it has no exit code. There is no
 * SIGTERM, because ECS does not drain Spot hosts by default, unless `noticeSeconds` is given. On FARGATE the statusReason is
 * `Your Spot Task was interrupted.`, and there always is a SIGTERM. A job that ends with exit code 0 before the SIGKILL has
 * succeeded, and keeps its own ending.
 *
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/spot-instance-draining-linux-container.html
 */
export interface SpotLossFault extends JobFault {
  /** Which fault this is. */
  readonly kind: 'spot-loss';
  /** Where the job seems to have run. @defaultValue EC2 */
  readonly platform?: 'EC2' | 'FARGATE';
  /** Milliseconds of running until it strikes, 0 to 86,400,000. @defaultValue 0 */
  readonly afterMs?: number;
  /** Seconds from SIGTERM to SIGKILL, 0 to 120. @defaultValue on FARGATE `stopGraceSeconds`, on EC2 no SIGTERM */
  readonly noticeSeconds?: number;
}

/**
 * A job is killed because it used more memory than it may: exit code 137, and the reason
 * `OutOfMemoryError: Container killed due to memory usage`.
 */
export interface OutOfMemoryFault extends JobFault {
  /** Which fault this is. */
  readonly kind: 'out-of-memory';
  /** Milliseconds of running until it strikes, 0 to 86,400,000. @defaultValue 0 */
  readonly afterMs?: number;
}

/** A job stays in a state longer than it has to. */
export interface SlowJobFault extends JobFault {
  /** `slow-runnable`: it stays RUNNABLE, although there is room for it; `slow-start`: it stays STARTING. */
  readonly kind: 'slow-runnable' | 'slow-start';
  /** How many milliseconds longer, 1 to 86,400,000. */
  readonly forMs: number;
}

interface CallFault {
  /** The operation that is struck, such as `SubmitJob`. @defaultValue all */
  readonly operation?: string;
  /** The share of calls that are struck, 0 to 1, drawn from `seed`. @defaultValue 1: the next calls, one after another */
  readonly rate?: number;
  /** A whole number, 0 or more; with the same one, the same calls are struck. @defaultValue 1 */
  readonly seed?: number;
  /** How many calls are struck. @defaultValue 1, and 'always' where there is a rate */
  readonly times?: FaultTimes;
}

/** Calls are refused with HTTP 429 and `TooManyRequestsException`, before anything is done. SDKs try again by themselves. */
export interface ThrottleFault extends CallFault {
  /** Which fault this is. */
  readonly kind: 'throttle';
}

/**
 * The operation is done, and the connection cut before the answer. SDKs try again by themselves. A call that is refused
 * is not struck.
 */
export interface LostAnswerFault extends CallFault {
  /** Which fault this is. */
  readonly kind: 'lost-answer';
}

/** Calls are answered with HTTP 500 and `ServerException`. SDKs try again by themselves. */
export interface ServerErrorFault extends CallFault {
  /** Which fault this is. */
  readonly kind: 'server-error';
  /** Whether the operation is done all the same: `after` it. A call that is refused is struck only `before`. @defaultValue before */
  readonly when?: 'before' | 'after';
}

/** ListJobs, and only that, does not show young jobs yet. Those that it shows are shown as they are. */
export interface ListLagFault {
  /** Which fault this is. */
  readonly kind: 'list-lag';
  /** Jobs are hidden until so many milliseconds after they were submitted, 1 to 86,400,000. */
  readonly lagMs: number;
  /** How many calls hide something; calls with nothing to hide do not count. @defaultValue 1 */
  readonly times?: FaultTimes;
}

/** Something that shall go wrong, as plain JSON. */
export type Fault =
  | SpotLossFault
  | OutOfMemoryFault
  | SlowJobFault
  | ThrottleFault
  | LostAnswerFault
  | ServerErrorFault
  | ListLagFault;

/** A fault, its defaults filled in, and how often it struck. */
export type FaultReport = Fault & {
  /** Names it among the faults of one local batch. */
  readonly id: string;
  /** How often it strikes. */
  readonly times: FaultTimes;
  /** How often it has struck. */
  readonly strikes: number;
};
