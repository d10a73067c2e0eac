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
 * How a job's last attempt ended: of several containers the one that failed, else the one with a
 * reason, else the one with a log. A container's reason is nearer to the cause
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
  const blamed = containers.find(({ exitCode, reason }) => exitCode === undefined && reason !== undefined);
  const ended =
    failed ??
    blamed ??
    containers.find(({ logStreamName }) => logStreamName !== undefined) ??
    containers.find(({ exitCode }) => exitCode !== undefined);
  const { exitCode, logStreamName, reason = statusReason } = ended ?? {};
  return {
    ...(reason !== undefined && { reason }),
    ...(exitCode !== undefined && { exitCode }),
    ...(logStreamName !== undefined && { logStreamName }),
  };
}
