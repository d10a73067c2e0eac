import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  type CreateComputeEnvironmentCommandInput,
  CreateJobQueueCommand,
  type CreateJobQueueCommandInput,
  DeleteComputeEnvironmentCommand,
  DeleteJobQueueCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobQueuesCommand,
  DescribeJobsCommand,
  type JobDetail,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
  UpdateComputeEnvironmentCommand,
  UpdateJobQueueCommand,
} from '@aws-sdk/client-batch';
import { RuleBroken } from './expect.js';

const POLL_MS = 40;
const MORE_VCPUS_THAN_ANY_MACHINE = '100000';
const ENDED = ['SUCCEEDED', 'FAILED'];

/** Where an endpoint is and what it needs. */
export interface EndpointOptions {
  readonly url: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** How long one rule may take. */
  readonly ruleSeconds: number;
  /** How many rules it is asked to stand side by side. */
  readonly rulesAtOnce: number;
  /** An image with `/bin/sh`, no entrypoint. */
  readonly image: string;
  /** What a compute environment is made of there. */
  readonly environment: Pick<CreateComputeEnvironmentCommandInput, 'serviceRole' | 'computeResources'>;
}

/** Something that may behave like AWS Batch, and what rules do with it again and again. */
export class Endpoint {
  readonly options: EndpointOptions;
  readonly client: BatchClient;
  /** The compute environment that the shared queue uses. */
  readonly computeEnvironment: string;
  /** A queue that any rule may submit to. */
  readonly queue: string;
  /** A definition that any rule may use; its command ends with 0. */
  readonly definition: string;
  readonly #jobs: string[] = [];
  readonly #queues: string[] = [];
  readonly #computeEnvironments: string[] = [];

  constructor(options: EndpointOptions, shared?: Endpoint) {
    this.options = options;
    const { url, region, credentials } = options;
    this.client = shared?.client ?? new BatchClient({ endpoint: url, region, credentials, maxAttempts: 1 });
    this.computeEnvironment = shared?.computeEnvironment ?? uniqueName();
    this.queue = shared?.queue ?? uniqueName();
    this.definition = shared?.definition ?? uniqueName();
  }

  /** The same endpoint for one rule, which cleans up after itself alone. */
  forOneRule(): Endpoint {
    return new Endpoint(this.options, this);
  }

  /** Makes what the rules share. */
  async prepare(): Promise<void> {
    await this.makeComputeEnvironment({ computeEnvironmentName: this.computeEnvironment });
    await this.makeQueue({ jobQueueName: this.queue });
    await this.define({ jobDefinitionName: this.definition });
  }

  /** Ends the jobs, queues and compute environments that were made here, of which an account may have 50 each. */
  async clean(): Promise<void> {
    // What is gone already, or cannot be removed there, is none of a rule's business.
    for (const jobId of this.#jobs) await this.#terminate(jobId).catch(() => {});
    for (const name of this.#queues) await this.#removeQueue(name).catch(() => {});
    for (const name of this.#computeEnvironments) await this.#removeComputeEnvironment(name).catch(() => {});
  }

  async #terminate(jobId: string): Promise<void> {
    await this.client.send(new TerminateJobCommand({ jobId, reason: 'the rule has been checked' }));
  }

  async #removeQueue(jobQueue: string): Promise<void> {
    await this.client.send(new UpdateJobQueueCommand({ jobQueue, state: 'DISABLED' }));
    await this.#untilQueue(jobQueue, 'VALID');
    await this.client.send(new DeleteJobQueueCommand({ jobQueue }));
    await this.#untilQueue(jobQueue, 'DELETED');
  }

  async #removeComputeEnvironment(computeEnvironment: string): Promise<void> {
    await this.client.send(new UpdateComputeEnvironmentCommand({ computeEnvironment, state: 'DISABLED' }));
    await this.#untilComputeEnvironment(computeEnvironment, 'VALID');
    await this.client.send(new DeleteComputeEnvironmentCommand({ computeEnvironment }));
  }

  async #untilQueue(name: string, status: string): Promise<void> {
    await this.until(`the queue is not ${status}`, async () => {
      const answer = await this.client.send(new DescribeJobQueuesCommand({ jobQueues: [name] }));
      return (answer.jobQueues?.[0]?.status ?? 'DELETED') === status;
    });
  }

  async #untilComputeEnvironment(name: string, status: string): Promise<void> {
    const command = new DescribeComputeEnvironmentsCommand({ computeEnvironments: [name] });
    await this.until(`the compute environment is not ${status}`, async () => {
      const answer = await this.client.send(command);
      return (answer.computeEnvironments?.[0]?.status ?? 'DELETED') === status;
    });
  }

  /** Makes a compute environment and waits until it can be used. */
  async makeComputeEnvironment(more: Partial<CreateComputeEnvironmentCommandInput> = {}) {
    const computeEnvironmentName = more.computeEnvironmentName ?? uniqueName();
    const input = { type: 'MANAGED', ...this.options.environment, ...more, computeEnvironmentName } as const;
    const { computeEnvironmentArn } = await this.client.send(new CreateComputeEnvironmentCommand(input));
    this.#computeEnvironments.push(computeEnvironmentName);
    await this.#untilComputeEnvironment(computeEnvironmentName, 'VALID').catch((error: unknown) => {
      // Where nothing can be described, using it will tell.
      if (error instanceof RuleBroken) throw error;
    });
    return { name: computeEnvironmentName, arn: computeEnvironmentArn ?? '' };
  }

  /** Makes a queue on the shared compute environment and waits until it can be used. */
  async makeQueue(more: Partial<CreateJobQueueCommandInput> = {}) {
    const jobQueueName = more.jobQueueName ?? uniqueName();
    const computeEnvironmentOrder = [{ order: 1, computeEnvironment: this.computeEnvironment }];
    const input = { priority: 1, state: 'ENABLED', computeEnvironmentOrder, ...more, jobQueueName } as const;
    const { jobQueueArn } = await this.client.send(new CreateJobQueueCommand(input));
    this.#queues.push(jobQueueName);
    await this.#untilQueue(jobQueueName, 'VALID');
    return { name: jobQueueName, arn: jobQueueArn ?? '' };
  }

  /** Registers a definition whose command ends with 0, unless other properties are given. */
  async define(more: Partial<RegisterJobDefinitionCommandInput> = {}) {
    const jobDefinitionName = more.jobDefinitionName ?? uniqueName();
    const containerProperties = { ...this.container('exit 0'), ...more.containerProperties };
    const input = { type: 'container', ...more, jobDefinitionName, containerProperties } as const;
    const answer = await this.client.send(new RegisterJobDefinitionCommand(input));
    return { name: jobDefinitionName, arn: answer.jobDefinitionArn ?? '', revision: answer.revision };
  }

  /** The properties of a container that runs a shell script. */
  container(script: string) {
    return {
      image: this.options.image,
      command: ['/bin/sh', '-c', script],
      resourceRequirements: [
        { type: 'VCPU' as const, value: '1' },
        { type: 'MEMORY' as const, value: '64' },
      ],
    };
  }

  /** Submits to the shared queue and definition, unless others are given; returns the job's id. */
  async submit(more: Partial<SubmitJobCommandInput> = {}): Promise<string> {
    return (await this.submitJob(more)).jobId ?? '';
  }

  /** The same; returns the answer. */
  async submitJob(more: Partial<SubmitJobCommandInput> = {}) {
    const input = { jobName: 'conformance', jobQueue: this.queue, jobDefinition: this.definition, ...more };
    const answer = await this.client.send(new SubmitJobCommand(input));
    this.#jobs.push(answer.jobId ?? '');
    return answer;
  }

  /** Submits a job that runs a shell script. */
  run(script: string, more: Partial<SubmitJobCommandInput> = {}): Promise<string> {
    const containerOverrides = { command: ['/bin/sh', '-c', script], ...more.containerOverrides };
    return this.submit({ ...more, containerOverrides });
  }

  /** Runs a job to its end. */
  async finish(script: string, more: Partial<SubmitJobCommandInput> = {}): Promise<JobDetail> {
    return this.end(await this.run(script, more));
  }

  /** Submits a job that waits in RUNNABLE for good, because no machine has so many vCPUs. */
  async hold(more: Partial<SubmitJobCommandInput> = {}): Promise<string> {
    const resourceRequirements = [{ type: 'VCPU' as const, value: MORE_VCPUS_THAN_ANY_MACHINE }];
    const jobId = await this.submit({ ...more, containerOverrides: { resourceRequirements } });
    if (!more.dependsOn && !more.arrayProperties) await this.reach(jobId, 'RUNNABLE');
    return jobId;
  }

  /** The jobs with these ids, in no order, as DescribeJobs shows them. */
  async describeAll(jobs: string[]): Promise<JobDetail[]> {
    return (await this.client.send(new DescribeJobsCommand({ jobs }))).jobs ?? [];
  }

  /** One job as DescribeJobs shows it. */
  async describe(jobId: string): Promise<JobDetail> {
    const job = (await this.describeAll([jobId])).find((found) => found.jobId === jobId);
    if (!job) throw new RuleBroken(`DescribeJobs does not know ${jobId}`);
    return job;
  }

  /** Waits until a job has one of these statuses; fails at once when it has ended with another. */
  async reach(jobId: string, ...statuses: string[]): Promise<JobDetail> {
    return this.until(`the job does not reach ${statuses.join(' or ')}`, async () => {
      const job = await this.describe(jobId);
      if (statuses.includes(job.status ?? '')) return job;
      if (!ENDED.includes(job.status ?? '')) return undefined;
      throw new RuleBroken(`the job is ${job.status}, not ${statuses.join(' or ')}`);
    });
  }

  /** Waits until a job has ended, in whatever way. */
  end(jobId: string): Promise<JobDetail> {
    return this.reach(jobId, ...ENDED);
  }

  /** Asks again and again, for as long as a rule may take, until the answer is something. */
  async until<T>(complaint: string, ask: () => Promise<T | undefined | false>): Promise<T> {
    // A little less, so that it is this that is complained of, and not the time.
    const deadline = Date.now() + this.options.ruleSeconds * 900;
    while (Date.now() < deadline) {
      const answer = await ask();
      if (answer) return answer;
      await delay(POLL_MS);
    }
    throw new RuleBroken(complaint);
  }
}

/** A name that nothing else has. */
export function uniqueName(): string {
  return `conformance-${randomBytes(4).toString('hex')}`;
}
