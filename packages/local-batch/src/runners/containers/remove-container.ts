import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { callEngine } from './call-engine.js';
import type { ContainerEngine } from './container-engine.js';
import { TIME_LIMITS } from './time-limits.js';

const MOST_TRIES = 3;
const PAUSE_MS = 1_000;

/** A container that may be there, and its folder. */
export interface NamedContainer {
  readonly engine: ContainerEngine;
  readonly name: string;
  /** Absolute path of a folder for what its monitor writes; it may be there. */
  readonly folder: string;
}

/**
 * Kills and removes a container, whatever it is doing, with its folder. Nothing to remove is fine.
 *
 * @returns The engine's complaint if the container is still there.
 */
export async function removeContainer({ engine, name, folder }: NamedContainer): Promise<string | undefined> {
  const call = (...args: string[]) => callEngine(engine, args, { timeoutSeconds: TIME_LIMITS.removed });
  await rm(folder, { recursive: true, force: true });
  for (let tries = 1; ; tries += 1) {
    const removed = await call('rm', '--force', '--volumes', name);
    if (removed.exitCode === 0) return undefined;
    const left = await call('ps', '--all', '--quiet', `--filter=name=${name}`);
    if (left.exitCode === 0 && left.output.trim() === '') return undefined;
    if (tries === MOST_TRIES) return removed.complaint;
    await delay(PAUSE_MS);
  }
}
