import { LocalBatchError } from '../errors.js';
import { cancelJob } from './cancel-job.js';
import { cancelJobs } from './cancel-jobs.js';
import type { OperationContext, OperationRequest } from './context.js';
import { createComputeEnvironment } from './create-compute-environment.js';
import { createJobQueue } from './create-job-queue.js';
import { createSchedulingPolicy } from './create-scheduling-policy.js';
import { deleteComputeEnvironment } from './delete-compute-environment.js';
import { deleteJobQueue } from './delete-job-queue.js';
import { deleteSchedulingPolicy } from './delete-scheduling-policy.js';
import { deregisterJobDefinition } from './deregister-job-definition.js';
import { describeComputeEnvironments } from './describe-compute-environments.js';
import { describeJobDefinitions } from './describe-job-definitions.js';
import { describeJobQueues } from './describe-job-queues.js';
import { describeJobs } from './describe-jobs.js';
import { describeSchedulingPolicies } from './describe-scheduling-policies.js';
import { getJobQueueSnapshot } from './get-job-queue-snapshot.js';
import { listJobs } from './list-jobs.js';
import { listSchedulingPolicies } from './list-scheduling-policies.js';
import { listTagsForResource } from './list-tags-for-resource.js';
import type { OperationName } from './operation-names.js';
import { registerJobDefinition } from './register-job-definition.js';
import { submitJob } from './submit-job.js';
import { tagResource } from './tag-resource.js';
import { terminateJob } from './terminate-job.js';
import { terminateJobs } from './terminate-jobs.js';
import { untagResource } from './untag-resource.js';
import { updateComputeEnvironment } from './update-compute-environment.js';
import { updateJobQueue } from './update-job-queue.js';
import { updateSchedulingPolicy } from './update-scheduling-policy.js';

type Operation = (request: OperationRequest, context: OperationContext) => unknown;

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  CancelJob: cancelJob,
  CancelJobs: cancelJobs,
  CreateComputeEnvironment: createComputeEnvironment,
  CreateJobQueue: createJobQueue,
  CreateSchedulingPolicy: createSchedulingPolicy,
  DeleteComputeEnvironment: deleteComputeEnvironment,
  DeleteJobQueue: deleteJobQueue,
  DeleteSchedulingPolicy: deleteSchedulingPolicy,
  DeregisterJobDefinition: deregisterJobDefinition,
  DescribeComputeEnvironments: describeComputeEnvironments,
  DescribeJobDefinitions: describeJobDefinitions,
  DescribeJobQueues: describeJobQueues,
  DescribeJobs: describeJobs,
  DescribeSchedulingPolicies: describeSchedulingPolicies,
  GetJobQueueSnapshot: getJobQueueSnapshot,
  ListJobs: listJobs,
  ListSchedulingPolicies: listSchedulingPolicies,
  ListTagsForResource: listTagsForResource,
  RegisterJobDefinition: registerJobDefinition,
  SubmitJob: submitJob,
  TagResource: tagResource,
  TerminateJob: terminateJob,
  TerminateJobs: terminateJobs,
  UntagResource: untagResource,
  UpdateComputeEnvironment: updateComputeEnvironment,
  UpdateJobQueue: updateJobQueue,
  UpdateSchedulingPolicy: updateSchedulingPolicy,
};

// AWS Batch's other operations: consumable resources, quota shares, service environments and service jobs.
const NOT_HERE = [
  'CreateConsumableResource',
  'CreateQuotaShare',
  'CreateServiceEnvironment',
  'DeleteConsumableResource',
  'DeleteQuotaShare',
  'DeleteServiceEnvironment',
  'DescribeConsumableResource',
  'DescribeQuotaShare',
  'DescribeServiceEnvironments',
  'DescribeServiceJob',
  'ListConsumableResources',
  'ListJobsByConsumableResource',
  'ListQuotaShares',
  'ListServiceJobs',
  'SubmitServiceJob',
  'TerminateServiceJob',
  'TerminateServiceJobs',
  'UpdateConsumableResource',
  'UpdateQuotaShare',
  'UpdateServiceEnvironment',
  'UpdateServiceJob',
];

const BY_PATH: ReadonlyMap<string, Operation> = new Map(
  Object.entries(OPERATIONS).map(([name, run]) => [name.toLowerCase(), run]),
);

/**
 * Runs the operation of this name, written as in the path: all lower case.
 *
 * @throws {@link LocalBatchError} `ClientException`; with HTTP status 501 for an operation that does not exist here.
 */
export function runOperation(
  operation: string,
  request: OperationRequest,
  context: OperationContext,
): unknown {
  const run = BY_PATH.get(operation);
  if (run) return run(request, context);
  const name = NOT_HERE.find((candidate) => candidate.toLowerCase() === operation) ?? operation;
  throw new LocalBatchError('ClientException', `The operation ${name} is not supported by local-batch`, {
    httpStatus: 501,
  });
}
