import type { TaskEnding } from '../runner.js';
import type { ContainerOrder } from '../spawner/messages.js';
import { type CallEnding, type CallOptions, callEngine } from './call-engine.js';
import { containerFailure } from './container-failure.js';
import { TIME_LIMITS, timedOut } from './time-limits.js';

type Watch = Required<Pick<CallOptions, 'signal' | 'onClient'>>;

/**
 * Makes a container that has yet to be started, and gets its image if that is not there. Only the engine's own environment
 * decides how an image is got, because a job's credentials are not those of a registry.
 *
 * @returns Why there is none; undefined if there is one.
 */
export async function createContainer(order: ContainerOrder, watch: Watch): Promise<TaskEnding | undefined> {
  const { engine, image } = order;
  const first = await create(order, watch);
  if (first.exitCode === 0 || first.isTimedOut || watch.signal.aborted) return createFailure(first);
  const call = (args: readonly string[], timeoutSeconds: number) =>
    callEngine(engine, [...args, '--', image], { timeoutSeconds, ...watch });
  const found = await call(['image', 'inspect'], TIME_LIMITS.inspected);
  if (found.exitCode === 0 || watch.signal.aborted) return createFailure(first);
  const pulled = await call(['pull', '--quiet'], TIME_LIMITS.pulled);
  if (pulled.isTimedOut) return timedOut('pulled');
  if (pulled.exitCode !== 0) return containerFailure('CannotPullContainerError', pulled.complaint);
  return createFailure(await create(order, watch));
}

/** Not ended by a signal: docker's daemon would go on by itself, and leave a container that nobody knows. */
function create({ engine, createArguments, createEnvironment }: ContainerOrder, { onClient }: Watch) {
  const options = { timeoutSeconds: TIME_LIMITS.created, environment: createEnvironment, onClient };
  return callEngine(engine, createArguments, options);
}

function createFailure({ exitCode, complaint, isTimedOut }: CallEnding): TaskEnding | undefined {
  if (isTimedOut) return timedOut('created');
  return exitCode === 0 ? undefined : containerFailure('CannotCreateContainerError', complaint);
}
