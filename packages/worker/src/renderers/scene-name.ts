import type { Settings } from '../settings/settings.js';
import { readSourceUri } from '../storage/read-source-uri.js';

/** What the path of a scene ends with once it is opened, by what the settings say; of a folder on S3 its URI. Undefined without a scene. */
export function sceneName({
  sceneUri,
  sceneFile,
}: Pick<Settings, 'sceneUri' | 'sceneFile'>): string | undefined {
  if (sceneUri === undefined) return undefined;
  if (sceneFile !== undefined) return sceneFile;
  const place = readSourceUri('SCENE_URI', sceneUri);
  return place.folder === undefined ? place.path : (place.key ?? sceneUri);
}
