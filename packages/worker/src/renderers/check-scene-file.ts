import { ExitCode } from '../exit-code.js';
import { leadsOut } from '../storage/leads-out.js';
import { WorkerError } from '../worker-error.js';
import { isArchive, isForeignArchive } from './is-archive.js';

/**
 * Makes sure that SCENE_FILE can lie in what SCENE_URI names. Pure: whether it is there is not looked at.
 *
 * @throws WorkerError with exit code 64 if it leads out of it, or that is a single object on S3 or an archive of another kind.
 */
export function checkSceneFile(sceneUri: string, sceneFile: string): void {
  const refuse = (problem: string): never => {
    throw new WorkerError(ExitCode.wrongSettings, `SCENE_FILE='${sceneFile}' ${problem}`);
  };
  if (leadsOut(sceneFile)) refuse("leads out of the scene's folder; correct it");
  if (isForeignArchive(sceneUri))
    refuse(`is in an archive that cannot be unpacked, SCENE_URI='${sceneUri}'; make it a .zip or a .tar.gz`);
  if (sceneUri.startsWith('s3:') && !sceneUri.endsWith('/') && !isArchive(sceneUri))
    refuse(
      `is in no folder or archive, because SCENE_URI='${sceneUri}' names one object; end it with a slash`,
    );
}
