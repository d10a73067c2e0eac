/** An attempt of a job, as faults find it. */
export interface Target {
  /** A child's is `<parent's id>:<index>`. */
  readonly jobId: string;
  readonly jobName: string;
  /** From 1. */
  readonly attempt: number;
}

/** What a fault says of the attempts that it strikes. */
export interface Aim {
  readonly job?: string | undefined;
  readonly child?: number | undefined;
  readonly attempt: number;
}

/** Whether a fault is meant for this attempt. */
export function isTarget({ job, child, attempt }: Aim, target: Target): boolean {
  const [parentId, index] = target.jobId.split(':');
  return (
    attempt === target.attempt &&
    (child === undefined || String(child) === index) &&
    (job === undefined || [target.jobName, target.jobId, parentId].includes(job))
  );
}
