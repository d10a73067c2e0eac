import { arnOf } from '../engine/arn.js';
import type { JobRequest } from '../engine/job-record.js';
import { matchesPattern } from '../engine/matches-pattern.js';
import { clientException } from './client-exception.js';

const NAMES = ['JOB_NAME', 'JOB_DEFINITION', 'BEFORE_CREATED_AT', 'AFTER_CREATED_AT', 'SHARE_IDENTIFIER'];

/** One of ListJobs' filters as it was sent. */
export interface FilterRequest {
  readonly name: string;
  readonly values: readonly string[];
}

/** Turns the filters of a ListJobs request into a test; AWS Batch takes one filter with one value. */
export function jobFilter(filters: readonly FilterRequest[]): (request: JobRequest) => boolean {
  const [filter, ...furtherFilters] = filters;
  const [value, ...furtherValues] = filter?.values ?? [];
  if (!filter || furtherFilters.length > 0) {
    throw clientException('Only one filter key-value pair can be specified.');
  }
  if (furtherValues.length > 0) throw clientException('Filter cannot take more than one value.');
  if (value === undefined) throw clientException(`Filter ${filter.name} needs a value.`);
  switch (filter.name) {
    case 'JOB_NAME':
      return ({ jobName }) => matchesPattern(value.toLowerCase(), jobName.toLowerCase());
    case 'JOB_DEFINITION':
      return definitionFilter(value);
    case 'BEFORE_CREATED_AT': {
      const limit = parseMilliseconds(filter.name, value);
      return ({ createdAt }) => createdAt < limit;
    }
    case 'AFTER_CREATED_AT': {
      const limit = parseMilliseconds(filter.name, value);
      return ({ createdAt }) => createdAt > limit;
    }
    case 'SHARE_IDENTIFIER':
      return ({ shareIdentifier }) => shareIdentifier === value;
    default:
      throw clientException(`Filter ${filter.name} is not supported: use ${NAMES.join(', ')}.`);
  }
}

function definitionFilter(value: string): (request: JobRequest) => boolean {
  if (!value.startsWith('arn:')) return ({ definitionName }) => matchesPattern(value, definitionName);
  return ({ definitionName, definitionRevision }) =>
    arnOf('job-definition', `${definitionName}:${definitionRevision}`) === value;
}

function parseMilliseconds(name: string, value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw clientException(
    `Filter ${name} takes milliseconds since 1970 as digits, not ${JSON.stringify(value)}.`,
  );
}
