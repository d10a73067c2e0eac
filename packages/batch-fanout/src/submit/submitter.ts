import {
  type BatchClient,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { FanoutError } from '../errors.js';
import { describeAwsError, isDefiniteRefusal } from './describe-aws-error.js';
import type { FanoutRequest } from './fanout-request.js';
import { jobRequests } from './job-requests.js';
import type { SubmittedRun } from './submitted-run.js';

/** Starts the reason of every job that this library terminates, so that its work can be told from a user's. */
const TERMINATION_PREFIX = 'batch-fanout:';

/** What the submitter needs of a client: a `BatchClient`, used as it is, never copied or changed. */
export type BatchSender = Pick<BatchClient, 'send'>;

/**
 * Submits a plan to AWS Batch: its render jobs, and the compile job that depends on all of them.
 *
 * @example
 * ```ts
 * const submitter = new FanoutSubmitter({ client: new BatchClient({ region: 'eu-central-1' }) });
 * const run = await submitter.submit({
 *   plan: planFanout({ totalFrames: 240, framesPerJob: 30 }),
 *   runId: 'film',
 *   jobQueue: 'spot',
 *   jobDefinition: 'render-worker',
 *   environment: { OUTPUT_URI: 's3://renders' },
 * });
 * run.compileJob.jobId; // '3f0c…'
 * ```
 */
export class FanoutSubmitter {
  readonly #client: BatchSender;

  /** @param options - `client`: the caller's own; its region, credentials and retries stay as they are. */
  constructor(options: { readonly client: BatchSender }) {
    this.#client = options.client;
  }

  /**
   * Submits the render jobs, then the compile job. If a later call is refused, the jobs before it are terminated, so
   * that nothing renders for a film that nobody compiles.
   *
   * @param request - The plan and where to run it.
   * @param options - `signal`: stops before the next call.
   * @throws {@link FanoutError} `INVALID_REQUEST` before the first call, if AWS Batch would not run the jobs;
   *   `SUBMIT_FAILED` if it did not take one, with its answer as `cause` and what became of the others in the message.
   */
  async submit(
    request: FanoutRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<SubmittedRun> {
    const { plan, runId, generation = 0 } = request;
    const inputs = jobRequests(plan, request);
    const jobIds: string[] = [];
    for (const [index, input] of inputs.entries()) {
      const isCompile = index === inputs.length - 1;
      let isSent = false;
      try {
        options.signal?.throwIfAborted();
        isSent = true;
        jobIds.push(
          await this.#submitJob(
            isCompile ? { ...input, dependsOn: jobIds.map((jobId) => ({ jobId })) } : input,
          ),
        );
      } catch (cause) {
        const doubt =
          isSent && !isDefiniteRefusal(cause)
            ? `AWS Batch may have accepted it all the same, so look for ${input.jobName} in ${input.jobQueue}; `
            : '';
        const aftermath = await this.#terminate(jobIds, `the job ${input.jobName} could not be submitted`);
        throw new FanoutError(
          'SUBMIT_FAILED',
          `The job ${input.jobName} could not be submitted to ${input.jobQueue}: ${describeAwsError(cause)}; ${doubt}${aftermath}.`,
          { cause },
        );
      }
    }
    const jobs = inputs.map((input, index) => ({
      jobId: jobIds[index] as string,
      jobQueue: input.jobQueue as string,
      jobDefinition: input.jobDefinition as string,
    }));
    return {
      runId,
      generation,
      plan,
      renderJobs: plan.renderJobs.map(({ firstChunk, arraySize }, index) => ({
        ...(jobs[index] as (typeof jobs)[number]),
        firstChunk,
        ...(arraySize !== undefined && { arraySize }),
      })),
      compileJob: jobs.at(-1) as (typeof jobs)[number],
    };
  }

  async #submitJob(input: SubmitJobCommandInput): Promise<string> {
    const { jobId } = await this.#client.send(new SubmitJobCommand(input));
    if (jobId === undefined) throw new Error('the answer names no job id');
    return jobId;
  }

  async #terminate(jobIds: readonly string[], reason: string): Promise<string> {
    if (jobIds.length === 0) return 'no other job was submitted';
    const outcomes = await Promise.allSettled(
      jobIds.map((jobId) =>
        this.#client.send(new TerminateJobCommand({ jobId, reason: `${TERMINATION_PREFIX} ${reason}` })),
      ),
    );
    const facts = outcomes.map((outcome, index) =>
      outcome.status === 'fulfilled'
        ? `render job ${jobIds[index]} was terminated`
        : `render job ${jobIds[index]} still runs, because it could not be terminated (${describeAwsError(outcome.reason)}): terminate it by hand`,
    );
    return facts.join('; ');
  }
}
