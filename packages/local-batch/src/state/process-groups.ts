import { type Journal, KEYS } from '../engine/journal.js';
import { endGroup } from '../process-group.js';
import { endStrays } from '../runners/spawner/end-strays.js';
import { processStat } from './process-stat.js';
import type { StateFile } from './state-file.js';

interface SavedGroup {
  /** Of a job's own processes, which may have left the group. */
  readonly jobId?: string | undefined;
  readonly start: string;
}

/** Writes down which process groups run, so that a later server can end what a killed one has left. */
export class ProcessGroups {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** @param jobId - Undefined for the helper that starts jobs, and for a container engine's programs. */
  started(groupId: number, jobId?: string): void {
    const stat = processStat(groupId);
    // It may have ended already.
    if (!stat) return;
    const group: SavedGroup = { jobId, start: stat.start };
    this.#journal.put(`${KEYS.processGroup}${groupId}`, group);
  }

  ended(groupId: number): void {
    this.#journal.remove(`${KEYS.processGroup}${groupId}`);
  }
}

/**
 * Ends the processes that a killed server has left running, unless their numbers are somebody else's by now.
 *
 * @param placed - Ids of the jobs that it had placed: it may have been killed before it could write a group down.
 */
export async function endLeftGroups(file: StateFile, placed: Iterable<string>): Promise<void> {
  const groups = [...file.read<SavedGroup>(KEYS.processGroup)];
  const isJobs = ([, { jobId }]: (typeof groups)[0]) => jobId !== undefined;
  // Until it notices that its server has gone, the helper starts jobs, and ends them by their ids, whoever runs them now.
  for (const group of groups.filter((group) => !isJobs(group))) await end(group);
  for (const group of groups.filter(isJobs)) await end(group);
  await endStrays(new Set([...placed, ...groups.flatMap(([, { jobId }]) => jobId ?? [])]));
  for (const [groupId] of groups) file.remove(`${KEYS.processGroup}${groupId}`);
}

async function end([groupId, { start }]: readonly [string, SavedGroup]): Promise<void> {
  if (processStat(Number(groupId))?.start === start) await endGroup(Number(groupId));
}
