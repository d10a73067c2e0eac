import type { ExitCode } from './exit-code.js';

/** A failure that is not a bug: one readable line and the exit code that AWS Batch's retry rules look at. */
export class WorkerError extends Error {
  /** Always `WorkerError`. */
  override readonly name = 'WorkerError';
  /** What the process exits with. */
  readonly exitCode: ExitCode;

  /** The frame that it befell, where it was one. */
  frame?: number;

  /**
   * @param exitCode - What the process exits with.
   * @param message - What was given, what is allowed, what to do about it.
   * @param options - `cause`: the error that was caught, kept as it was.
   */
  constructor(exitCode: ExitCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
