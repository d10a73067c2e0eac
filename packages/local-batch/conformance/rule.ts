import type { Endpoint } from './endpoint.js';

/** Something that AWS Batch does, and how to see whether an endpoint does it too. */
export interface Rule {
  /** Topic and name, such as `array.size-one`; unique, and what the document calls the rule. */
  readonly id: string;
  /** The part of the document it stands in, such as `1.1`. */
  readonly section: SectionNumber;
  /** The rule in one sentence. */
  readonly rule: string;
  /** Where it is known from. */
  readonly source: Source;
  /** `local`: runs on a local-batch that accepts time-outs of a second and kills after a second, and nowhere else. */
  readonly only?: 'local';
  /** Resolves if the endpoint follows the rule, rejects with a one-line reason if not. */
  check(endpoint: Endpoint): Promise<void>;
}

/** A page that says so, or the service model from which every AWS SDK is made. */
export interface Source {
  readonly title: string;
  readonly url?: string;
}

/** The parts of the document. */
export const SECTIONS = {
  '1.1': 'SubmitJob',
  '1.2': 'Dependencies',
  '1.3': 'Container overrides',
  '1.4': 'Parameters',
  '1.5': 'Errors',
  '2.1': 'Identity of array jobs',
  '2.2': 'Variables that jobs are given',
  '2.3': 'State of array parents',
  '2.4': 'DescribeJobs',
  '2.5': 'Retries and time-outs of children',
  '2.6': 'Reasons',
  '2.7': 'Logs',
  '3.1': 'States',
  '3.2': 'CancelJob and TerminateJob',
  '3.3': 'CancelJobs and TerminateJobs',
  '3.4': 'Signals',
  '4.1': 'Wire',
  '4.2': 'Job definitions',
  '4.3': 'Job queues',
  '4.4': 'Compute environments',
  '4.5': 'Scheduling policies and shares',
  '4.6': 'Tags',
  '4.7': 'Front of a queue',
  '4.8': 'ListJobs',
  '5.1': 'Exit codes and attempts',
  '5.2': 'evaluateOnExit',
} as const;

/** One of {@link SECTIONS}. */
type SectionNumber = keyof typeof SECTIONS;

/** The service model of AWS Batch, version 2016-08-10. */
export const MODEL: Source = { title: 'service model' };

/** A page of the AWS Batch user guide. */
export function guide(page: string): Source {
  return { title: page, url: `https://docs.aws.amazon.com/batch/latest/userguide/${page}.html` };
}

/** A page of the AWS Batch API reference. */
export function api(operation: string): Source {
  return {
    title: `API_${operation}`,
    url: `https://docs.aws.amazon.com/batch/latest/APIReference/API_${operation}.html`,
  };
}

/** A report of what the service did, such as `boto/boto3/issues/3978`. */
export function github(path: string): Source {
  const [, repository = path, , number] = path.split('/');
  return { title: `${repository}#${number}`, url: `https://github.com/${path}` };
}
