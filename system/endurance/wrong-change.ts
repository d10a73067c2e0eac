import { isDeepStrictEqual } from 'node:util';
import type { JobDetail } from '@aws-sdk/client-batch';
import { isEnded } from './job-view.js';

const ORDER = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED'];

/** What of a job an answer takes back that an earlier one has told, whatever became of the server in between. */
export function wrongChange(before: JobDetail, now: JobDetail): string | undefined {
  if (isEnded(before)) return difference('had ended with', before, now);
  const { attempts = [] } = before;
  const { attempts: attemptsNow = [] } = now;
  const isBack = attemptsNow.length === attempts.length && rankOf(now) < rankOf(before);
  // Who was cancelled can still be terminated.
  const isFreed = !now.isTerminated && (before.isTerminated || (before.isCancelled && !now.isCancelled));
  return (
    difference('was submitted with', requestOf(before), requestOf(now)) ??
    difference('had the attempts', { ...attempts }, { ...attemptsNow.slice(0, attempts.length) }) ??
    (isFreed ? 'was stopped, and now is not' : undefined) ??
    (isBack ? `was ${before.status}, and now ${now.status}` : undefined)
  );
}

function difference(what: string, before: object, now: object): string | undefined {
  const names = Object.keys({ ...before, ...now });
  const other = names.filter((name) => !isDeepStrictEqual(Reflect.get(before, name), Reflect.get(now, name)));
  if (other.length === 0) return undefined;
  const show = (from: object) =>
    JSON.stringify(Object.fromEntries(other.map((name) => [name, Reflect.get(from, name)])));
  return `${what} ${show(before)}, and now ${show(now)}`;
}

function rankOf({ status }: JobDetail): number {
  return ORDER.indexOf(status ?? '');
}

/** What a job is from the beginning. */
function requestOf(job: JobDetail) {
  const { jobName, jobQueue, jobDefinition, createdAt, dependsOn, retryStrategy, timeout, container } = job;
  const { command, environment, resourceRequirements, image } = container ?? {};
  const { size, index } = job.arrayProperties ?? {};
  const work = { command, environment, resourceRequirements, image };
  return {
    jobName,
    jobQueue,
    jobDefinition,
    createdAt,
    dependsOn,
    retryStrategy,
    timeout,
    size,
    index,
    work,
  };
}
