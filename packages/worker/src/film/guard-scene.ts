import { ExitCode } from '../exit-code.js';
import { formatJson, parseJson } from '../storage/json.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';

const SCENE_KEY = 'scene.json';

/** A scene as a child has found it. */
export interface KnownScene {
  readonly sceneUri: string;
  /** A text that changes with it. */
  readonly version: string;
}

/**
 * Makes sure that all frames of a run are of the same scene, which somebody may save again meanwhile: the first child
 * writes down which version it has, every other compares. The start job need not read scenes, so `run.json` cannot say it.
 *
 * @throws WorkerError with exit code 65 naming both versions.
 */
export async function guardScene(storage: Storage, scene: KnownScene): Promise<void> {
  const text = formatJson(scene);
  const known =
    (await storage.get(SCENE_KEY)) ??
    ((await storage.create(SCENE_KEY, text)) ? undefined : await storage.get(SCENE_KEY));
  if (known === undefined) return;
  const { version } = parseJson<KnownScene>(known, `${storage.uri}/${SCENE_KEY}`);
  if (version === scene.version) return;
  throw new WorkerError(
    ExitCode.wrongData,
    `SCENE_URI='${scene.sceneUri}' has changed since this run began: then '${version}', now '${scene.version}'; put it back or use another RUN_ID`,
  );
}
