/**
 * Why a call failed. The list is closed: branch on it instead of matching on messages.
 *
 * - `INVALID_FRAMES`: a frame set's text or values cannot be read.
 * - `INVALID_OPTION`: an option is out of its bounds, or two options exclude each other.
 * - `TOO_MANY_CHUNKS`: more chunks than one compile job can depend on, or than `overflow: 'error'` allows.
 * - `INVALID_PLAN`: JSON that `planFanout` could not have made.
 * - `INVALID_ENVIRONMENT`: a job's environment variable is missing, malformed or in conflict with another.
 * - `INVALID_REQUEST`: AWS Batch would refuse the jobs, or accept them and fail them later.
 * - `RUN_ID_IN_USE`: another plan or environment runs, or ran, under this run id.
 * - `SUBMIT_FAILED`: AWS Batch refused a job, or was not heard of in time; `cause` holds its last answer.
 * - `LEDGER_BUSY`: another submitter held the run's ledger until the deadline.
 * - `FOLLOW_FAILED`: AWS Batch refuses to be asked about a run; `cause` holds its answer.
 * - `CANCEL_FAILED`: jobs of a cancelled run may still go on; `cause` holds AWS Batch's last answer.
 * - `ABORTED`: the caller's signal; the message says what stands.
 */
export type FanoutErrorCode =
  | 'INVALID_FRAMES'
  | 'INVALID_OPTION'
  | 'TOO_MANY_CHUNKS'
  | 'INVALID_PLAN'
  | 'INVALID_ENVIRONMENT'
  | 'INVALID_REQUEST'
  | 'RUN_ID_IN_USE'
  | 'SUBMIT_FAILED'
  | 'LEDGER_BUSY'
  | 'FOLLOW_FAILED'
  | 'CANCEL_FAILED'
  | 'ABORTED';

/**
 * The one error class of this package. Its message says what was given, what is allowed and what to do.
 *
 * @example
 * ```ts
 * try {
 *   planFanout({ totalFrames: 0, framesPerJob: 30 });
 * } catch (error) {
 *   if (error instanceof FanoutError) console.log(error.code); // INVALID_OPTION
 * }
 * ```
 */
export class FanoutError extends Error {
  /** Always `FanoutError`. */
  override readonly name = 'FanoutError';
  /** Why the call failed. */
  readonly code: FanoutErrorCode;

  /**
   * @param code - Why the call failed.
   * @param message - What was given, what is allowed, what to do about it.
   * @param options - `cause`: the error that was caught, kept as it was.
   */
  constructor(code: FanoutErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
