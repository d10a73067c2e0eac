import { type Journal, KEYS } from '../engine/journal.js';
import { endGroup } from '../process-group.js';
import { endStrays } from '../runners/spawner/end-strays.js';
import { processStat } from './process-stat.js';
import type { StateFile } from './state-file.js';

interface SavedGroup {
  /** Of the job whose processes they are, which may have left the group. */
  readonly jobId?: string | undefined;
  readonly start: string;
}

/** Writes down which process groups run, so that a later server can end what a killed one has left. */
export class ProcessGroups {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  started(groupId: number, jobId?: string): void {
    const start = processStat(groupId)?.start;
    // It may have ended already.
    if (start !== undefined) this.#journal.put(`${KEYS.processGroup}${groupId}`, { jobId, start });
  }

  ended(groupId: number): void {
    this.#journal.remove(`${KEYS.processGroup}${groupId}`);
  }
}

/** Ends the processes that a killed server has left running, unless their numbers are somebody else's by now. */
export async function endLeftGroups(file: StateFile): Promise<void> {
  for (const [groupId, { jobId, start }] of [...file.read<SavedGroup>(KEYS.processGroup)]) {
    if (processStat(Number(groupId))?.start === start) await endGroup(Number(groupId));
    if (jobId !== undefined) await endStrays(jobId);
    file.remove(`${KEYS.processGroup}${groupId}`);
  }
}
