import { LocalBatchError } from '../errors.js';

/** Refuses a value as CloudWatch Logs does. */
export function invalidParameter(message: string): LocalBatchError {
  return new LocalBatchError('InvalidParameterException', message, { httpStatus: 400 });
}

/** Says that a log group or stream is not there, in the words of CloudWatch Logs. */
export function notFound(what: 'log group' | 'log stream'): LocalBatchError {
  return new LocalBatchError('ResourceNotFoundException', `The specified ${what} does not exist.`, {
    httpStatus: 400,
  });
}
