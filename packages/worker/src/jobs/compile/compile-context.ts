import type { Storage } from '../../storage/storage.js';
import type { VideoSettings } from '../../video/video-settings.js';
import type { JobContext } from '../job-context.js';

/** What the making of one video is handed. */
export interface CompileContext extends JobContext {
  readonly storage: Storage;
  readonly video: VideoSettings;
  /** A folder for segments and everything that is made on the way. */
  readonly scratch: string;
}
