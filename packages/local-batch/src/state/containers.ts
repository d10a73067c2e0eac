import { type Journal, KEYS } from '../engine/journal.js';
import { invalidOption } from '../invalid-option.js';
import type { ContainerEngine } from '../runners/containers/container-engine.js';
import { type NamedContainer, removeContainer } from '../runners/containers/remove-container.js';
import type { ContainerWatch } from '../runners/watches.js';
import type { StateFile } from './state-file.js';

interface SavedContainer {
  readonly command: ContainerEngine['command'];
  readonly folder: string;
}

/** Writes down which containers there may be, so that a later server can remove what a killed one has left. */
export class Containers implements ContainerWatch {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  planned({ engine, name, folder }: NamedContainer): void {
    this.#journal.put(`${KEYS.container}${name}`, { command: engine.command, folder });
  }

  removed(name: string): void {
    this.#journal.remove(`${KEYS.container}${name}`);
  }
}

/**
 * Removes the containers that a killed server has left, by the engine that it had.
 *
 * @throws {@link LocalBatchError} `INVALID_OPTION` if one is still there: its job must not run twice at once.
 */
export async function removeLeftContainers(
  file: StateFile,
  environment: ContainerEngine['environment'],
): Promise<void> {
  for (const [name, { command, folder }] of [...file.read<SavedContainer>(KEYS.container)]) {
    const complaint = await removeContainer({ engine: { command, environment }, name, folder });
    if (complaint !== undefined) {
      const what = `the container ${name}, left by an earlier server, cannot be removed by ${command.join(' ')} (${complaint})`;
      throw invalidOption('stateFile', `${what}; use another file`);
    }
    file.remove(`${KEYS.container}${name}`);
  }
}
