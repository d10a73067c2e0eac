import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { same } from '../expect.js';
import { github, guide, type Rule, type Source } from '../rule.js';

const VARIABLES = guide('job_env_vars');
const arrayProperties = { size: 2 };

/** The variables that AWS Batch gives to jobs. */
export const environmentRules: readonly Rule[] = [
  {
    id: 'environment.job-id',
    section: '2.2',
    rule: '`AWS_BATCH_JOB_ID` is set',
    source: VARIABLES,
    async check(endpoint) {
      // A job cannot know its id before it has one; its shape tells.
      const job = await endpoint.finish('[ "$(printf %s "$AWS_BATCH_JOB_ID" | wc -c)" -eq 36 ]');
      same([job.status, job.container?.exitCode], ['SUCCEEDED', 0], 'status and exit code');
    },
  },
  variable('environment.child-id', 'A child’s `AWS_BATCH_JOB_ID` ends with `:<index>`', {
    script: 'case "$AWS_BATCH_JOB_ID" in *:"$AWS_BATCH_JOB_ARRAY_INDEX") ;; *) exit 1; esac',
    input: { arrayProperties },
  }),
  variable('environment.attempt', '`AWS_BATCH_JOB_ATTEMPT` is 1 at first', {
    script: '[ "$AWS_BATCH_JOB_ATTEMPT" = 1 ]',
  }),
  variable('environment.attempt-2', '`AWS_BATCH_JOB_ATTEMPT` is 2 in the second attempt', {
    script: '[ "$AWS_BATCH_JOB_ATTEMPT" = 2 ]',
    input: { retryStrategy: { attempts: 2 } },
  }),
  {
    id: 'environment.queue',
    section: '2.2',
    rule: '`AWS_BATCH_JQ_NAME` is the queue’s name, also when it was given by ARN',
    source: VARIABLES,
    async check(endpoint) {
      const { name, arn } = await endpoint.makeQueue();
      const job = await endpoint.finish(`[ "$AWS_BATCH_JQ_NAME" = ${name} ]`, { jobQueue: arn });
      same([job.status, job.container?.exitCode], ['SUCCEEDED', 0], 'status and exit code');
    },
  },
  {
    id: 'environment.compute-environment',
    section: '2.2',
    rule: '`AWS_BATCH_CE_NAME` is the compute environment’s name',
    source: VARIABLES,
    async check(endpoint) {
      const job = await endpoint.finish(`[ "$AWS_BATCH_CE_NAME" = ${endpoint.computeEnvironment} ]`);
      same([job.status, job.container?.exitCode], ['SUCCEEDED', 0], 'status and exit code');
    },
  },
  variable('environment.index', '`AWS_BATCH_JOB_ARRAY_INDEX` is the child’s index, from 0', {
    script: 'case "$AWS_BATCH_JOB_ARRAY_INDEX" in 0|1) ;; *) exit 1; esac',
    input: { arrayProperties },
  }),
  variable(
    'environment.size',
    '`AWS_BATCH_JOB_ARRAY_SIZE` is the array’s size',
    { script: '[ "$AWS_BATCH_JOB_ARRAY_SIZE" = 2 ]', input: { arrayProperties } },
    github('aws/containers-roadmap/issues/1631'),
  ),
  variable('environment.no-index', 'A job that is no child has neither index nor size', {
    script: '! env | grep -q ^AWS_BATCH_JOB_ARRAY',
  }),
  variable(
    'environment.no-nodes',
    'A job that has no nodes has no `AWS_BATCH_JOB_NODE_INDEX` and `…NUM_NODES`',
    {
      script: '! env | grep -q NODE',
    },
  ),
  {
    id: 'environment.indices-differ',
    section: '2.2',
    rule: 'Every child gets its own index',
    source: VARIABLES,
    async check(endpoint) {
      const id = await endpoint.run('exit $((AWS_BATCH_JOB_ARRAY_INDEX + 10))', {
        arrayProperties: { size: 3 },
      });
      await endpoint.end(id);
      const codes: unknown[] = [];
      for (const index of [0, 1, 2])
        codes.push((await endpoint.describe(`${id}:${index}`)).container?.exitCode);
      same(codes, [10, 11, 12], 'exit codes');
    },
  },
];

interface VariableCase {
  readonly script: string;
  readonly input?: Partial<SubmitJobCommandInput>;
}

/** A job that ends with 0 where the script holds; an array is judged by its first child's exit code and its own end. */
function variable(
  id: string,
  rule: string,
  { script, input = {} }: VariableCase,
  source: Source = VARIABLES,
): Rule {
  return {
    id,
    section: '2.2',
    rule,
    source,
    async check(endpoint) {
      const jobId = await endpoint.run(script, input);
      const { status } = await endpoint.end(jobId);
      const job = await endpoint.describe(input.arrayProperties ? `${jobId}:0` : jobId);
      same([status, job.container?.exitCode], ['SUCCEEDED', 0], 'status and exit code');
    },
  };
}
