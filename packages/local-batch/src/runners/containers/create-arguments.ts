import type { Task } from '../runner.js';

// As ECS does on EC2: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
const CPU_SHARES_PER_VCPU = 1024;
/** The kernel's own. */
const LEAST_CPU_SHARES = 2;

/** What a container gets beside its task. */
export interface CreateSettings {
  readonly name: string;
  /** Options that hand its variables over. */
  readonly variables: readonly string[];
  /** The user's own options of `create`; they come last, so that they win. */
  readonly options: readonly string[];
}

/**
 * What podman and docker are told to make a container of a task. It is in the host's network, because the endpoint listens on
 * 127.0.0.1. Memory is a limit as on AWS, without swap. What the user's options say of network or memory replaces that,
 * because two networks are refused, and so is a memory with another's swap.
 */
export function createArguments(task: Task, { name, variables, options }: CreateSettings): readonly string[] {
  const isGiven = (given: RegExp) => options.some((option) => given.test(option));
  const hasMemory = task.memoryMiB > 0 && !isGiven(/^(-m|--memory(=|$))/);
  const shares = Math.max(LEAST_CPU_SHARES, Math.round(task.vcpus * CPU_SHARES_PER_VCPU));
  return [
    'create',
    `--name=${name}`,
    `--label=local-batch.job=${task.environment.AWS_BATCH_JOB_ID ?? ''}`,
    ...(isGiven(/^--net(work)?(=|$)/) ? [] : ['--network=host']),
    ...(hasMemory ? [`--memory=${task.memoryMiB}m`] : []),
    ...(hasMemory && !isGiven(/^--memory-swap(=|$)/) ? [`--memory-swap=${task.memoryMiB}m`] : []),
    `--cpu-shares=${shares}`,
    // Its output goes straight to the log file; a second copy would only fill a disk.
    '--log-driver=none',
    // Whoever removes it has waited already.
    '--stop-timeout=0',
    '--pull=never',
    ...variables,
    ...options,
    // An image that begins with a dash is none, and must not be an option.
    '--',
    task.image,
    ...task.command,
  ];
}
