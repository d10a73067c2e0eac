import type { JobDetail } from '@aws-sdk/client-batch';

/** How a job's last attempt ended, as far as AWS Batch says. */
export interface LastAttempt {
  readonly reason?: string;
  readonly exitCode?: number;
  readonly logStreamName?: string;
}

interface ContainerEnd {
  readonly reason?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly logStreamName?: string | undefined;
}

/**
 * How a job's last attempt ended: of several containers the one that failed. A container's reason is nearer to the cause
 * than the job's. On EKS AWS Batch knows of no log stream.
 */
export function lastAttempt({
  container,
  ecsProperties,
  eksProperties,
  statusReason,
}: JobDetail): LastAttempt {
  const containers: ContainerEnd[] = [
    container ?? {},
    ...(ecsProperties?.taskProperties ?? []).flatMap((task) => task.containers ?? []),
    ...(eksProperties?.podProperties?.containers ?? []),
  ];
  const failed = containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  const ended = failed ?? containers.find(({ exitCode, reason }) => exitCode === 0 || reason !== undefined);
  const { exitCode, logStreamName, reason = statusReason } = ended ?? {};
  return {
    ...(reason !== undefined && { reason }),
    ...(exitCode !== undefined && { exitCode }),
    ...(logStreamName !== undefined && { logStreamName }),
  };
}
