import { assertAbove0, assertFrom0 } from '../plan/assert-option.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import type { BatchSender } from './batch-sender.js';
import { type Clock, systemClock } from './clock.js';
import type { FanoutRequest, RunTarget } from './fanout-request.js';
import { lookAtNewest, type NewestGeneration } from './look-at-newest.js';
import type { ReadPlanAt } from './part-of-job.js';
import type { SubmissionLedger } from './submission-ledger.js';
import type { SubmitContext } from './submit-context.js';
import { submitGeneration } from './submit-generation.js';
import type { SubmittedRun } from './submitted-run.js';

/** How a {@link FanoutSubmitter} submits. */
export interface SubmitterOptions {
  /** The caller's own client; its region, credentials and settings stay as they are. */
  readonly client: BatchSender;
  /** Makes submitters at the same moment safe from each other. @defaultValue none: those one after another are safe */
  readonly ledger?: SubmissionLedger | undefined;
  /** Names this submitter in the ledger: the same owner goes on at once where it was stopped. @defaultValue a random name */
  readonly owner?: string | undefined;
  /** Seconds after which AWS Batch's lists surely show a job, 0 or more. @defaultValue 15 */
  readonly listLagSeconds?: number | undefined;
  /** Seconds in which a submission must be done, throttles and lost answers included, above 0. @defaultValue 180 */
  readonly deadlineSeconds?: number | undefined;
  /** What becomes of render jobs whose compile job could not be submitted in time. @defaultValue `'terminate'` */
  readonly onIncomplete?: 'terminate' | 'keep' | undefined;
  /** Reads a repair's plan that lies at its `renderPlanUri`. A ledger makes it needless. @defaultValue none */
  readonly readPlanAt?: ReadPlanAt | undefined;
  /** Time and chance. @defaultValue the machine's */
  readonly clock?: Clock | undefined;
}

/** @internal What a repair submits. */
export interface RepairRequest extends RunTarget {
  readonly plan: FanoutPlan;
  readonly generation: number;
  readonly renderPlan: FanoutPlan | null;
  readonly renderPlanUri?: string | undefined;
}

/**
 * Submits a plan to AWS Batch exactly once, however often and from wherever it is called: its render jobs, and the compile
 * job that depends on all of them.
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
  /** @internal */
  readonly client: BatchSender;
  readonly #context: Omit<SubmitContext, 'deadline' | 'signal' | 'owner'>;
  readonly #owner: string | undefined;

  /**
   * @param options - The client, and how to submit with it.
   * @throws {@link FanoutError} `INVALID_OPTION` if a number of seconds is out of its bounds.
   */
  constructor(options: SubmitterOptions) {
    const { listLagSeconds = 15, deadlineSeconds = 180 } = options;
    assertFrom0('listLagSeconds', listLagSeconds);
    assertAbove0('deadlineSeconds', deadlineSeconds);
    this.client = options.client;
    this.#owner = options.owner;
    this.#context = {
      client: options.client,
      ledger: options.ledger,
      listLagSeconds,
      deadlineSeconds,
      onIncomplete: options.onIncomplete ?? 'terminate',
      readPlanAt: options.readPlanAt,
      clock: options.clock ?? systemClock,
    };
  }

  /**
   * Submits the render jobs, then the compile job. What already stands of the run is adopted, what is missing submitted;
   * a run that has ended is reported with its state. If the compile job is refused, the render jobs are terminated, so that
   * nothing renders for a film that nobody compiles.
   *
   * @param request - The plan and where to run it.
   * @param options - `signal`: stops at once; the error then says what stands.
   * @throws {@link FanoutError} `INVALID_REQUEST` before the first call, if AWS Batch would not run the jobs;
   *   `RUN_ID_IN_USE` if another plan or environment runs under this id; `SUBMIT_FAILED` if AWS Batch refused a job or was
   *   not heard of in time, with its last answer as `cause`; `LEDGER_BUSY` if another submitter held the ledger too long;
   *   `ABORTED` by the signal.
   */
  submit(request: FanoutRequest, options: { readonly signal?: AbortSignal } = {}): Promise<SubmittedRun> {
    return submitGeneration(this.#contextOf(options.signal), request, undefined);
  }

  /** @internal Submits one repair; used by `repairRun`. */
  submitRepair(
    request: RepairRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<SubmittedRun> {
    const { generation, renderPlan, renderPlanUri, ...run } = request;
    return submitGeneration(this.#contextOf(options.signal), run, { generation, renderPlan, renderPlanUri });
  }

  /** @internal Looks without submitting; used by `repairRun`. */
  lookAtNewest(
    request: FanoutRequest,
    ids: readonly string[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<NewestGeneration> {
    return lookAtNewest(this.#contextOf(options.signal), request, ids);
  }

  /** Two calls at the same moment must not pass for one owner, unless the caller says so. */
  #contextOf(signal: AbortSignal | undefined): Omit<SubmitContext, 'deadline'> {
    const owner = this.#owner ?? `submitter-${this.#context.clock.random().toString(36).slice(2)}`;
    return { ...this.#context, owner, signal };
  }
}
