import type { RetryStrategy } from '@aws-sdk/client-batch';

const ATTEMPTS = { render: 5, compile: 3 } as const;

/**
 * How often AWS Batch tries a job again. Wrong settings (64), wrong data (65), a missing program (69) and a command
 * that cannot run (126, 127) end at once; whatever no rule matches is retried while attempts remain.
 * https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html
 */
export function retryRules(jobType: keyof typeof ATTEMPTS): RetryStrategy {
  return {
    attempts: ATTEMPTS[jobType],
    evaluateOnExit: ['64', '65', '69', '12*'].map((onExitCode) => ({ onExitCode, action: 'EXIT' })),
  };
}
