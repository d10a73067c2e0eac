/** The operations that exist here, as AWS writes them. */
export const OPERATION_NAMES = [
  'CancelJob',
  'CancelJobs',
  'CreateComputeEnvironment',
  'CreateJobQueue',
  'CreateSchedulingPolicy',
  'DeleteComputeEnvironment',
  'DeleteJobQueue',
  'DeleteSchedulingPolicy',
  'DeregisterJobDefinition',
  'DescribeComputeEnvironments',
  'DescribeJobDefinitions',
  'DescribeJobQueues',
  'DescribeJobs',
  'DescribeSchedulingPolicies',
  'GetJobQueueSnapshot',
  'ListJobs',
  'ListSchedulingPolicies',
  'ListTagsForResource',
  'RegisterJobDefinition',
  'SubmitJob',
  'TagResource',
  'TerminateJob',
  'TerminateJobs',
  'UntagResource',
  'UpdateComputeEnvironment',
  'UpdateJobQueue',
  'UpdateSchedulingPolicy',
] as const;

/** One of {@link OPERATION_NAMES}. */
export type OperationName = (typeof OPERATION_NAMES)[number];
