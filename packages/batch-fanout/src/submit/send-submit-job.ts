import { SubmitJobCommand, type SubmitJobCommandInput } from '@aws-sdk/client-batch';
import type { BatchSender } from './batch-sender.js';

/**
 * Sends one SubmitJob request exactly once. The SDK would send it again after a lost answer, and AWS Batch, which has no
 * token to tell the two apart, would run the job twice.
 *
 * @returns The job's id.
 * @throws What the client throws, or an error if the answer names no job.
 */
export async function sendSubmitJob(
  client: BatchSender,
  input: SubmitJobCommandInput,
  signal: AbortSignal | undefined,
): Promise<string> {
  const command = new SubmitJobCommand(input);
  // Takes the place of the client's own middleware of that name, for this command only.
  command.middlewareStack.add((next) => (args) => next(args), {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    tags: ['RETRY'],
    override: true,
  });
  const { jobId } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
  if (jobId === undefined) throw new Error('the answer names no job id');
  return jobId;
}
