import { setImmediate } from 'node:timers/promises';
import {
  BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { type LocalBatch, startLocalBatch } from '@render/local-batch';
import {
  type Clock,
  FanoutSubmitter,
  planFanout,
  type SubmissionLedger,
  type SubmittedRun,
  type SubmitterOptions,
} from '../../src/index.js';
import { asRequestHandler, type Fault, FaultyHandler, Killed } from './faulty-handler.js';

export const LIST_LAG_SECONDS = 4;

/** What the world of one test is made of. */
export interface WorldOptions {
  /** Milliseconds for which lists hide a fresh job. */
  readonly listLagMs: number;
  readonly ledger?: SubmissionLedger;
  /** Draws a number from 0 to below 1. */
  readonly random: () => number;
  /** How often the SDK itself tries what may be repeated; it waits in real time between. @defaultValue 3, as by default */
  readonly maxAttempts?: number;
}

/** AWS Batch on this machine, a clock that tests move, and submitters whose calls go wrong as a test says. */
export class FaultWorld {
  readonly plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
  readonly #batch: LocalBatch;
  readonly #client: BatchClient;
  readonly #runId: string;
  readonly #options: WorldOptions;
  readonly #acceptedAt = new Map<string, number>();
  #now = 1_000_000;

  constructor(batch: LocalBatch, runId: string, options: WorldOptions) {
    this.#batch = batch;
    this.#client = new BatchClient(batch);
    this.#runId = runId;
    this.#options = options;
  }

  readonly clock: Clock = {
    now: () => this.#now,
    random: () => this.#options.random(),
    sleep: async (milliseconds, signal) => {
      const until = this.#now + milliseconds;
      await setImmediate();
      signal?.throwIfAborted();
      this.#now = Math.max(this.#now, until);
    },
  };

  /** Submits the run as a fresh process would; undefined if that process was killed. */
  async submit(
    faultOf: (operation: string, call: number) => Fault | undefined,
    options: Partial<SubmitterOptions> & { readonly signal?: AbortSignal } = {},
  ): Promise<{ run?: SubmittedRun; error?: unknown; calls: readonly string[] }> {
    const handler = new FaultyHandler(this.#client.config.requestHandler as never, faultOf, {
      shown: (jobId) => this.#now >= (this.#acceptedAt.get(jobId) ?? 0) + this.#options.listLagMs,
      accepted: (jobId) => void this.#acceptedAt.set(jobId, this.#now),
    });
    const { maxAttempts = 3 } = this.#options;
    const client = new BatchClient({
      ...this.#batch,
      maxAttempts,
      requestHandler: asRequestHandler(handler),
    });
    const { signal, ...rest } = options;
    const submitter = new FanoutSubmitter({
      client,
      clock: this.clock,
      listLagSeconds: LIST_LAG_SECONDS,
      deadlineSeconds: 40,
      ledger: this.#options.ledger && mortal(this.#options.ledger, handler),
      ...rest,
    });
    const request = { plan: this.plan, runId: this.#runId, jobQueue: 'local', jobDefinition: 'worker' };
    try {
      return { run: await submitter.submit(request, signal ? { signal } : {}), calls: handler.calls };
    } catch (error) {
      return { ...(handler.isDead ? {} : { error }), calls: handler.calls };
    }
  }

  /** The run's jobs that anybody waits for, whatever lists hide. */
  async jobs(): Promise<{ standing: JobDetail[]; terminated: JobDetail[] }> {
    const filters = [{ name: 'JOB_NAME', values: [`${this.#runId}-g*`] }];
    const { jobSummaryList = [] } = await this.#client.send(
      new ListJobsCommand({ jobQueue: 'local', filters }),
    );
    const jobs = jobSummaryList.flatMap(({ jobId }) => jobId ?? []);
    const { jobs: details = [] } =
      jobs.length > 0 ? await this.#client.send(new DescribeJobsCommand({ jobs })) : {};
    const isOver = ({ status }: JobDetail) => status === 'FAILED' || status === 'SUCCEEDED';
    return { standing: details.filter((job) => !isOver(job)), terminated: details.filter(isOver) };
  }
}

/** A ledger that a killed process no longer reaches. */
function mortal(ledger: SubmissionLedger, process: FaultyHandler): SubmissionLedger {
  const alive = <T>(act: () => Promise<T>): Promise<T> =>
    process.isDead ? Promise.reject(new Killed()) : act();
  return {
    read: (...args) => alive(() => ledger.read(...args)),
    create: (...args) => alive(() => ledger.create(...args)),
    replace: (...args) => alive(() => ledger.replace(...args)),
  };
}

/** One local batch with the definitions `worker`, which waits for ever, `true` and `false`. */
export async function startFaultBatch(): Promise<LocalBatch> {
  const images = { worker: ['sleep', '600'], true: ['true'], false: ['sh', '-c', 'exit 65'] };
  const batch = await startLocalBatch({ images, slots: 40, stopGraceSeconds: 1 });
  const client = new BatchClient(batch);
  const resourceRequirements = [
    { type: 'VCPU' as const, value: '1' },
    { type: 'MEMORY' as const, value: '64' },
  ];
  for (const image of Object.keys(images)) {
    await client.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: image,
        type: 'container',
        containerProperties: { image, resourceRequirements },
      }),
    );
  }
  client.destroy();
  return batch;
}
