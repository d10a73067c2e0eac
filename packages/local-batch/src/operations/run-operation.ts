import { LocalBatchError } from '../errors.js';
import { cancelJob } from './cancel-job.js';
import type { OperationContext, OperationRequest } from './context.js';
import { createComputeEnvironment } from './create-compute-environment.js';
import { createJobQueue } from './create-job-queue.js';
import { describeJobDefinitions } from './describe-job-definitions.js';
import { describeJobQueues } from './describe-job-queues.js';
import { describeJobs } from './describe-jobs.js';
import { listJobs } from './list-jobs.js';
import { registerJobDefinition } from './register-job-definition.js';
import { submitJob } from './submit-job.js';
import { terminateJob } from './terminate-job.js';

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
  switch (operation) {
    case 'submitjob':
      return submitJob(request, context);
    case 'describejobs':
      return describeJobs(request, context);
    case 'listjobs':
      return listJobs(request, context);
    case 'canceljob':
      return cancelJob(request, context);
    case 'terminatejob':
      return terminateJob(request, context);
    case 'registerjobdefinition':
      return registerJobDefinition(request, context);
    case 'describejobdefinitions':
      return describeJobDefinitions(request, context);
    case 'createcomputeenvironment':
      return createComputeEnvironment(request, context);
    case 'createjobqueue':
      return createJobQueue(request, context);
    case 'describejobqueues':
      return describeJobQueues(request, context);
    default:
      throw new LocalBatchError(
        'ClientException',
        `The operation ${operation} is not supported by local-batch`,
        {
          httpStatus: 501,
        },
      );
  }
}
