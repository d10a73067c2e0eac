import { LocalBatchError } from '../errors.js';
import { filterLogEvents } from './filter-log-events.js';
import { getLogEvents } from './get-log-events.js';
import type { LogFolder } from './log-folder.js';

/**
 * Runs the operation of CloudWatch Logs that a target names, such as `Logs_20140328.GetLogEvents`.
 *
 * @throws {@link LocalBatchError} `InvalidParameterException`, `ResourceNotFoundException`; `UnknownOperationException`
 *   for any other target.
 */
export async function runLogsOperation(target: string, body: unknown, folder: LogFolder): Promise<unknown> {
  switch (target) {
    case 'Logs_20140328.GetLogEvents':
      return getLogEvents(body, folder);
    case 'Logs_20140328.FilterLogEvents':
      return filterLogEvents(body, folder);
    default:
      // https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/common-errors.html
      throw new LocalBatchError(
        'UnknownOperationException',
        `The operation ${target} is not supported by local-batch; of CloudWatch Logs it has GetLogEvents and FilterLogEvents`,
        { httpStatus: 404 },
      );
  }
}
