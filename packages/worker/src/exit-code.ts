/** How a job ends. AWS Batch's retry rules decide by these codes, after the BSD `sysexits` where they have one. */
export const ExitCode = {
  /** Done. */
  done: 0,
  /** A setting is wrong; trying again cannot help. */
  wrongSettings: 64,
  /** Data is wrong or missing: frames at compile, another film's folder. */
  wrongData: 65,
  /** A program that is needed is not installed. */
  missingProgram: 69,
  /** A bug in the worker. */
  bug: 70,
  /** A temporary failure; try again. */
  temporary: 75,
  /** Asked to stop by SIGTERM: 128 + 15. */
  stopped: 143,
} as const;

/** One of the worker's exit codes. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
