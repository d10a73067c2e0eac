import {
  type BatchClient,
  DescribeJobDefinitionsCommand,
  type JobDefinition,
  type JobDetail,
} from '@aws-sdk/client-batch';

/** What the jobs are started from: a definition by its name, or what this job itself was started from. */
export interface JobSource {
  /** JOB_DEFINITION, where it is set. */
  readonly jobDefinition: string | undefined;
  /** This job, where AWS Batch started it. */
  readonly self: JobDetail | undefined;
}

/**
 * How many processors the jobs will have, rounded up; undefined where nothing tells it. AWS Batch does not tell a job, and a
 * machine shows it all of its own.
 *
 * @throws What the SDK throws where definitions cannot be looked up.
 */
export async function readVcpus(
  client: BatchClient,
  { jobDefinition, self }: JobSource,
  signal: AbortSignal,
): Promise<number | undefined> {
  const container =
    jobDefinition === undefined
      ? self?.container
      : (await findDefinition(client, jobDefinition, signal))?.containerProperties;
  const required = container?.resourceRequirements?.find(({ type }) => type === 'VCPU')?.value;
  const vcpus = Number(required ?? container?.vcpus);
  return vcpus > 0 ? Math.ceil(vcpus) : undefined;
}

/** The definition that a job would be started from: without a revision the newest that is active. */
async function findDefinition(
  client: BatchClient,
  named: string,
  signal: AbortSignal,
): Promise<JobDefinition | undefined> {
  const hasRevision = /:[0-9]+$/.test(named);
  const command = new DescribeJobDefinitionsCommand(
    hasRevision
      ? { jobDefinitions: [named] }
      : { jobDefinitionName: named.replace(/^arn:.*job-definition\//, ''), status: 'ACTIVE' },
  );
  const { jobDefinitions = [] } = await client.send(command, { abortSignal: signal });
  return jobDefinitions.reduce<JobDefinition | undefined>(
    (newest, each) => ((newest?.revision ?? 0) > (each.revision ?? 0) ? newest : each),
    undefined,
  );
}
