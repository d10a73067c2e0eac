import { type Journal, KEYS } from '../engine/journal.js';
import { endGroup } from '../process-group.js';
import { processStat } from '../process-stat.js';
import { endStrays } from '../runners/spawner/end-strays.js';
import type { GroupWatch, HelperWatch } from '../runners/watches.js';
import type { StateFile } from './state-file.js';

interface SavedGroup {
  /** By which its processes are found; a helper has a mark in its place, a container engine's program nothing. */
  readonly jobId?: string | undefined;
  readonly start: string;
  readonly isHelper?: boolean;
}

/** Writes down which process groups run, so that a later server can end what a killed one has left. */
export class ProcessGroups implements GroupWatch, HelperWatch {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  started(groupId: number, jobId?: string): void {
    this.#put(groupId, { jobId });
  }

  helperStarted(groupId: number, mark: string): void {
    this.#put(groupId, { jobId: mark, isHelper: true });
  }

  ended(groupId: number): void {
    this.#journal.remove(`${KEYS.processGroup}${groupId}`);
  }

  #put(groupId: number, group: Omit<SavedGroup, 'start'>): void {
    const stat = processStat(groupId);
    // It may have ended already.
    if (!stat) return;
    this.#journal.put(`${KEYS.processGroup}${groupId}`, { ...group, start: stat.start } satisfies SavedGroup);
  }
}

/**
 * Ends the processes that a killed server has left running, unless their numbers are somebody else's by now.
 *
 * @param placed - Ids of the jobs that it had placed: it may have been killed before it could write a group down.
 */
export async function endLeftGroups(file: StateFile, placed: Iterable<string>): Promise<void> {
  const groups = [...file.read<SavedGroup>(KEYS.processGroup)];
  // Until it notices that its server has gone, a helper starts jobs, and ends them by their ids, whoever runs them now.
  const helpersFirst = groups.toSorted(
    ([, a], [, b]) => Number(b.isHelper ?? false) - Number(a.isHelper ?? false),
  );
  for (const group of helpersFirst) await end(group);
  await endStrays(new Set([...placed, ...groups.flatMap(([, { jobId }]) => jobId ?? [])]));
  for (const [groupId] of groups) file.remove(`${KEYS.processGroup}${groupId}`);
}

async function end([groupId, { start }]: readonly [string, SavedGroup]): Promise<void> {
  if (processStat(Number(groupId))?.start === start) await endGroup(Number(groupId));
}
