import * as v from 'valibot';
import { LocalBatchError } from '../errors.js';
import { type CheckedFault, type FaultKind, faultShapes } from './fault-shape.js';

/**
 * Checks a fault and fills in the defaults.
 *
 * @throws {@link LocalBatchError} `ClientException` naming the first wrong member, what it was and what it may be.
 */
export function parseFault(fault: unknown): CheckedFault {
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault)) {
    throw refuse('A fault is an object with a kind, such as {"kind": "throttle"}');
  }
  const kind: unknown = Reflect.get(fault, 'kind');
  if (!isKind(kind)) {
    const given = JSON.stringify(kind) ?? 'nothing';
    throw refuse(`kind: Expected ${Object.keys(faultShapes).join(', ')} but received ${given}`);
  }
  const shape = faultShapes[kind];
  const unknown = Object.keys(fault).find((member) => !Object.hasOwn(shape.entries, member));
  if (unknown !== undefined) {
    const allowed = Object.keys(shape.entries).join(', ');
    throw refuse(`${unknown}: ${kind} has no such member; it has ${allowed}`);
  }
  const result = v.safeParse(shape, fault, { abortEarly: true });
  if (result.success) return withTimes(result.output);
  const [issue] = result.issues;
  throw refuse(`${v.getDotPath(issue)}: ${issue.message}`);
}

function isKind(kind: unknown): kind is FaultKind {
  return typeof kind === 'string' && Object.hasOwn(faultShapes, kind);
}

/** A rate is meant to last. */
function withTimes(fault: v.InferOutput<(typeof faultShapes)[FaultKind]>): CheckedFault {
  const { times = 'rate' in fault && fault.rate !== undefined ? 'always' : 1 } = fault;
  return { ...fault, times };
}

function refuse(message: string): LocalBatchError {
  return new LocalBatchError('ClientException', message);
}
