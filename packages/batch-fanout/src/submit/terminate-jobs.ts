import { TerminateJobCommand } from '@aws-sdk/client-batch';
import { describeAwsError } from './aws-answer.js';
import { TERMINATION_PREFIX } from './find-jobs.js';
import { type SubmitContext, withPatience } from './submit-context.js';

/** What became of a job that was to be terminated. */
export interface Termination {
  readonly jobId: string;
  /** What AWS answered, where it could not be terminated. */
  readonly failure?: string;
}

/** Terminates jobs one after another, so that a compile job goes before what it waits for. */
export async function terminateJobs(
  context: SubmitContext,
  jobIds: readonly string[],
  reason: string,
): Promise<Termination[]> {
  const terminations: Termination[] = [];
  for (const jobId of jobIds) {
    const command = new TerminateJobCommand({ jobId, reason: `${TERMINATION_PREFIX} ${reason}` });
    try {
      await withPatience(context, 'terminating', () => context.client.send(command));
      terminations.push({ jobId });
    } catch (error) {
      terminations.push({ jobId, failure: describeAwsError((error as Error).cause ?? error) });
    }
  }
  return terminations;
}

/** Says in words what became of render jobs. */
export function describeTerminations(terminations: readonly Termination[]): string {
  if (terminations.length === 0) return 'no other job was submitted';
  return terminations
    .map(({ jobId, failure }) =>
      failure === undefined
        ? `render job ${jobId} was terminated`
        : `render job ${jobId} still runs, because it could not be terminated (${failure}): terminate it by hand`,
    )
    .join('; ');
}
