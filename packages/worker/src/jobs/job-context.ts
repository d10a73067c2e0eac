import type { Logger } from '../log.js';
import type { Settings } from '../settings/settings.js';

/** What every step is handed. */
export interface JobContext {
  readonly settings: Settings;
  readonly log: Logger;
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
}
