import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExitCode } from '../exit-code.js';
import { openFolder } from '../storage/open-storage.js';
import { WorkerError } from '../worker-error.js';
import { extractArchive, isArchive } from './extract-archive.js';

/** A scene to be opened. */
export interface SceneRequest {
  /** Which variable names it, for messages. @defaultValue `'SCENE_URI'` */
  readonly variable?: string;
  /** SCENE_URI: a file, a folder (its URI ends with a slash on S3) or an archive. */
  readonly sceneUri: string;
  /** SCENE_FILE: the scene in that folder or archive. */
  readonly sceneFile: string | undefined;
  /** Where to keep what is fetched or unpacked; made if it is needed. */
  readonly folder: string;
}

/**
 * Makes a scene's files available on this machine: fetched once, unpacked where it is an archive.
 *
 * @returns Its absolute path: the scene's file, or the folder where SCENE_FILE is not set.
 * @throws WorkerError with exit code 64 if SCENE_FILE leads out of the folder, 65 if there is no such scene.
 */
export async function openScene(request: SceneRequest): Promise<string> {
  const { variable = 'SCENE_URI', sceneUri, sceneFile, folder } = request;
  if (sceneFile !== undefined && leadsOut(sceneFile)) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `SCENE_FILE='${sceneFile}' leads out of the scene's folder; correct it`,
    );
  }
  const fetched = sceneUri.startsWith('s3:')
    ? await fetchScene(variable, sceneUri, folder)
    : pathOf(variable, sceneUri);
  const opened = isArchive(fetched) ? await extractArchive(fetched, join(folder, 'files')) : fetched;
  const path = sceneFile === undefined ? opened : join(opened, sceneFile);
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  throw new WorkerError(
    ExitCode.wrongData,
    `${variable}='${sceneUri}'${sceneFile === undefined ? '' : ` has no SCENE_FILE='${sceneFile}'`}${sceneFile === undefined ? ' leads to nothing' : ''}; correct it`,
  );
}

async function fetchScene(variable: string, sceneUri: string, folder: string): Promise<string> {
  const isFolder = sceneUri.endsWith('/');
  const uri = sceneUri.replace(/\/+$/, '');
  const storage = await openFolder(variable, isFolder ? uri : uri.slice(0, uri.lastIndexOf('/')));
  const keys = isFolder ? await storage.list('') : [uri.slice(uri.lastIndexOf('/') + 1)];
  const target = join(folder, 'fetched');
  await mkdir(target, { recursive: true });
  for (const key of keys.filter((name) => !name.endsWith('/'))) {
    if (leadsOut(key))
      throw new WorkerError(
        ExitCode.wrongData,
        `the scene's object '${key}' leads out of its folder; rename it`,
      );
    const path = join(target, key);
    await mkdir(dirname(path), { recursive: true });
    if (!(await storage.getFile(key, path))) {
      throw new WorkerError(ExitCode.wrongData, `${variable}='${sceneUri}' leads to nothing; correct it`);
    }
  }
  return isFolder ? target : join(target, basename(uri));
}

function pathOf(variable: string, sceneUri: string): string {
  try {
    return fileURLToPath(sceneUri);
  } catch (cause) {
    const message = `${variable}='${sceneUri}' is not file:///PATH or s3://BUCKET/KEY; correct it`;
    throw new WorkerError(ExitCode.wrongSettings, message, { cause });
  }
}

/** Whether a relative path names something outside of the folder it starts from. */
function leadsOut(path: string): boolean {
  const normal = normalize(path);
  return normal === '..' || normal.startsWith(`..${sep}`) || normal.startsWith(sep) || path.includes('\0');
}
