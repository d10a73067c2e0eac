/** Smallest array AWS Batch accepts. https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html */
export const MIN_ARRAY_SIZE = 2;

/** Largest array AWS Batch accepts; not adjustable. https://docs.aws.amazon.com/batch/latest/userguide/service_limits.html */
export const MAX_ARRAY_SIZE = 10_000;

/** Most jobs one job may depend on. https://docs.aws.amazon.com/batch/latest/userguide/service_limits.html */
export const MAX_DEPENDENCIES = 20;

/** Most chunks of one plan: every render job is a dependency of the one compile job. */
export const MAX_CHUNKS = MAX_ARRAY_SIZE * MAX_DEPENDENCIES;

/**
 * Most characters of one job's container overrides as JSON. Batch accepts more than 8,192 and fails the job later with
 * "Container Overrides length must be at most 8192". https://github.com/Netflix/metaflow/issues/1326
 * It adds variables of its own to the same block, for which 1,024 characters are left.
 */
export const MAX_OVERRIDES_LENGTH = 8_192 - 1_024;

/** Most ids of one DescribeJobs call. https://docs.aws.amazon.com/batch/latest/APIReference/API_DescribeJobs.html */
export const MAX_DESCRIBED_JOBS = 100;

/** Job names. https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html */
export const JOB_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
