import type { Settings } from '../environment.js';
import type { Logger } from '../log.js';

/** What every step is handed. */
export interface JobContext {
  readonly settings: Settings;
  readonly log: Logger;
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
}
