import type { ArrayPropertiesDetail } from '@aws-sdk/client-batch';
import type { JobRecord } from '../engine/job-record.js';

/** An array parent's size and summary, a child's index, and nothing for any other job. */
export function arrayPropertiesOf(job: JobRecord): ArrayPropertiesDetail | undefined {
  switch (job.kind) {
    case 'single':
      return undefined;
    case 'child':
      return { index: job.index };
    case 'array':
      return {
        size: job.children.length,
        statusSummary: { ...job.summary },
        statusSummaryLastUpdatedAt: job.summaryUpdatedAt,
      };
  }
}
