import { LocalBatchError } from '../errors.js';
import type { FaultBook } from './fault-book.js';
import type { CheckedFault } from './fault-shape.js';

type CallFault = CheckedFault<'throttle' | 'lost-answer' | 'server-error'>;

/**
 * Strikes a call before it is done.
 *
 * @param operation - As in the path: all lower case.
 * @throws {@link LocalBatchError} `TooManyRequestsException`, `ServerException`.
 */
export function strikeBefore(faults: FaultBook, operation: string): void {
  const isBefore = (fault: CallFault) => fault.kind === 'throttle' || isServerError(fault, 'before');
  const fault = strikeOne(faults, operation, isBefore);
  if (fault?.kind === 'throttle') {
    throw new LocalBatchError('TooManyRequestsException', 'Too Many Requests', { httpStatus: 429 });
  }
  if (fault) throw serverError('before it was done');
}

/**
 * Strikes a call that is done.
 *
 * @param operation - As in the path: all lower case.
 * @returns Whether its answer is lost.
 * @throws {@link LocalBatchError} `ServerException`.
 */
export function strikeAfter(faults: FaultBook, operation: string): boolean {
  const isAfter = (fault: CallFault) => fault.kind === 'lost-answer' || isServerError(fault, 'after');
  const fault = strikeOne(faults, operation, isAfter);
  if (fault?.kind === 'server-error') throw serverError('after it was done');
  return fault !== undefined;
}

function isServerError(fault: CallFault, when: 'before' | 'after'): boolean {
  return fault.kind === 'server-error' && fault.when === when;
}

function strikeOne(
  faults: FaultBook,
  operation: string,
  isWanted: (fault: CallFault) => boolean,
): CallFault | undefined {
  return faults
    .of('throttle', 'lost-answer', 'server-error')
    .filter((fault) => (fault.operation?.toLowerCase() ?? operation) === operation && isWanted(fault))
    .find((fault) => isDrawn(faults, fault) && faults.strike(fault));
}

function isDrawn(faults: FaultBook, fault: CallFault): boolean {
  return fault.rate === undefined || faults.draw(fault) < fault.rate;
}

function serverError(when: string): LocalBatchError {
  return new LocalBatchError('ServerException', `A server-error fault struck this call ${when}`);
}
