import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskEnding } from '../runner.js';

/**
 * Folders for the temporary files of processes: what a job that is killed leaves there would stay for ever, where a container
 * takes its own along. Empty ones are used again, because to make one takes as long as to start a small program.
 */
export class TemporaryFolders {
  readonly #root: string;
  readonly #empty: string[] = [];

  /** @param root - A folder for all of them, which is made when it is needed. */
  constructor(root: string) {
    this.#root = root;
  }

  /** The path of an empty folder, or why there is none. */
  take(): string | TaskEnding {
    for (let folder = this.#empty.pop(); folder !== undefined; folder = this.#empty.pop()) {
      // Whoever tidies up may have removed it.
      if (isEmpty(folder)) return folder;
    }
    try {
      if (!existsSync(this.#root)) mkdirSync(this.#root, { mode: 0o700 });
      return mkdtempSync(join(this.#root, 'job-'));
    } catch (error) {
      const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
      return {
        reason: `CannotStartContainerError: failed to make a folder for temporary files in ${this.#root}: ${code}`,
      };
    }
  }

  /** Removes what was left in a folder. */
  async giveBack(folder: string): Promise<void> {
    if (isEmpty(folder)) this.#empty.push(folder);
    else await removeFolder(folder);
  }

  /** Removes all of them. */
  close(): Promise<void> {
    return removeFolder(this.#root);
  }
}

/** Where the folders of a helper lie, by its mark; whoever survives the other removes them. */
export function temporaryRoot(mark: string): string {
  return join(tmpdir(), `local-batch-${mark}`);
}

/** What may not be removed stays, which is no failure of a job. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}
