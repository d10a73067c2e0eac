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

/** Largest SubmitJob payload in bytes. https://docs.aws.amazon.com/batch/latest/userguide/service_limits.html */
export const MAX_PAYLOAD_BYTES = 30 * 1024;

/** Most tags of one job. https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html */
export const MAX_TAGS = 50;

/** Longest key and value of a tag. https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html */
export const MAX_TAG_LENGTHS = { key: 128, value: 256 } as const;

/** Most attempts of a job. https://docs.aws.amazon.com/batch/latest/APIReference/API_RetryStrategy.html */
export const MAX_ATTEMPTS = 10;

/** Most rules of a retry strategy. https://docs.aws.amazon.com/batch/latest/APIReference/API_RetryStrategy.html */
export const MAX_EXIT_RULES = 5;

/** Shortest time-out of an attempt in seconds. https://docs.aws.amazon.com/batch/latest/APIReference/API_JobTimeout.html */
export const MIN_TIMEOUT_SECONDS = 60;

/** Least memory of a job in MiB. https://docs.aws.amazon.com/batch/latest/APIReference/API_ResourceRequirement.html */
export const MIN_MEMORY_MIB = 4;

/** Highest priority within a share. https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html */
export const MAX_SCHEDULING_PRIORITY = 9_999;

/** Names of shares. https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html */
export const SHARE_IDENTIFIER_PATTERN = /^(?=.{1,255}$)[A-Za-z0-9]*\*?$/;

/** What a rule's exit code may look like. https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html */
export const EXIT_CODE_PATTERN = /^[0-9]{0,511}\*?$/;

/** What a rule's reason may look like. https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html */
export const EXIT_REASON_PATTERN = /^[A-Za-z0-9.:\s]{0,511}\*?$/;
