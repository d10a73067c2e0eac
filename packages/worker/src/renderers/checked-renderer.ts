import type { Settings } from '../settings/settings.js';
import type { Renderer } from './renderer.js';

/** A renderer, and what it can tell of a job before it is one. */
export interface CheckedRenderer extends Renderer {
  /**
   * Refuses what cannot be rendered whichever frame it is. Pure: the start job calls it for thousands of children, each child
   * for itself before it fetches the scene. A module of one's own has none.
   *
   * @throws WorkerError with exit code 64.
   */
  readonly check?: (settings: Settings) => void;
}
