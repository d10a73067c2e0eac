import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { clientVariables } from './containers/client-variables.js';
import type { ContainerEngine } from './containers/container-engine.js';
import { createArguments } from './containers/create-arguments.js';
import { type NamedContainer, removeContainer } from './containers/remove-container.js';
import type { Runner, RunningTask, Task, TaskEnding } from './runner.js';
import { isHostLost } from './spawner/spawn-helper.js';
import type { Spawner } from './spawner/spawner.js';
import type { ContainerWatch, GroupWatch } from './watches.js';

/** What a {@link ContainerRunner} works with. */
export interface ContainerRunnerOptions {
  readonly spawner: Spawner;
  readonly engine: ContainerEngine;
  /** More options for the engine's `create`; they win over ours. */
  readonly options: readonly string[];
  readonly logFolder: string;
  /** Told of the engine's programs. */
  readonly groups?: GroupWatch | undefined;
  /** Told of containers. */
  readonly containers?: ContainerWatch | undefined;
  /** Seconds between the stop signal and SIGKILL. */
  readonly stopGraceSeconds: number;
  /** What every task gets, unless its own variables say otherwise. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs every task as a container of its image: the image's entrypoint with the task's command behind it, its output
 * straight into a log file. A task sees the image's environment, the given one and its own, and nothing of this process's.
 */
export class ContainerRunner implements Runner {
  readonly #options: ContainerRunnerOptions;

  constructor(options: ContainerRunnerOptions) {
    this.#options = options;
  }

  start(task: Task, onStarted: () => void): RunningTask {
    const { spawner, engine, options, logFolder, stopGraceSeconds, environment } = this.#options;
    const name = `local-batch-${basename(task.logStreamName)}`;
    const container = { engine, name, folder: join(tmpdir(), name) };
    const variables = clientVariables({ ...environment, ...task.environment }, engine.environment);
    const order = {
      ...container,
      kind: 'container' as const,
      image: task.image,
      createArguments: createArguments(task, { name, variables: variables.options, options }),
      createEnvironment: variables.environment,
      logFile: join(logFolder, `${task.logStreamName}.log`),
      stopGraceSeconds,
    };
    this.#options.containers?.planned(container);
    const follow = this.#followClients();
    const running = spawner.start(order, { onClient: follow, onStarted });
    const ended = running.ended.then(async (ending) => {
      if (await this.#isGone(container, ending)) this.#options.containers?.removed(name);
      follow(undefined);
      return ending;
    });
    return { ...running, ended };
  }

  /** Writes down the group of the one program that works for a container at a time. */
  #followClients(): (groupId: number | undefined) => void {
    const { groups } = this.#options;
    let latest: number | undefined;
    return (groupId) => {
      if (latest !== undefined) groups?.ended(latest);
      latest = groupId;
      if (groupId !== undefined) groups?.started(groupId);
    };
  }

  /** A helper that was lost has left the container to others. */
  async #isGone(container: NamedContainer, ending: TaskEnding): Promise<boolean> {
    if (!isHostLost(ending)) return true;
    const complaint = await removeContainer(container);
    if (complaint !== undefined) {
      process.emitWarning(`container ${container.name} could not be removed: ${complaint}`, 'local-batch');
    }
    return complaint === undefined;
  }
}
