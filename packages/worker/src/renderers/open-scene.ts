import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pMap from 'p-map';
import { ExitCode } from '../exit-code.js';
import { checksumOfFile } from '../storage/checksum-of-file.js';
import { leadsOut } from '../storage/leads-out.js';
import { openFolder } from '../storage/open-storage.js';
import { readSourceUri } from '../storage/read-source-uri.js';
import { WorkerError } from '../worker-error.js';
import { checkSceneFile } from './check-scene-file.js';
import { extractArchive } from './extract-archive.js';
import { isArchive } from './is-archive.js';

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
  /** Ends the fetching. */
  readonly signal: AbortSignal;
}

/** A scene on this machine. */
export interface OpenedScene {
  /** Absolute path of the scene's file, or of the folder where SCENE_FILE is not set. */
  readonly path: string;
  /** A text that changes with the scene; undefined for a folder that was taken where it is. */
  readonly version: string | undefined;
}

/** Files of a scene that are fetched at once. */
const FETCHES = 8;

/**
 * Makes a scene's files available on this machine: fetched once, unpacked where it is an archive.
 *
 * @throws WorkerError with exit code 64 if a URI or SCENE_FILE is none that there can be, 65 if there is no such scene.
 */
export async function openScene(request: SceneRequest): Promise<OpenedScene> {
  const { variable = 'SCENE_URI', sceneUri, sceneFile, folder } = request;
  if (sceneFile !== undefined) checkSceneFile(sceneUri, sceneFile);
  const place = readSourceUri(variable, sceneUri);
  const fetched =
    place.folder === undefined
      ? { path: place.path, version: undefined }
      : await fetchScene(request, variable, place);
  const nothing = `${variable}='${sceneUri}' leads to nothing; correct it`;
  if ((await stat(fetched.path).catch(() => undefined)) === undefined)
    throw new WorkerError(ExitCode.wrongData, nothing);
  const opened = isArchive(fetched.path)
    ? await extractArchive(fetched.path, join(folder, 'files'))
    : fetched.path;
  const path = sceneFile === undefined ? opened : join(opened, sceneFile);
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined) {
    const file = isArchive(fetched.path) ? fetched.path : path;
    const version = fetched.version ?? (found.isFile() ? await contentVersion(file) : undefined);
    return { path, version };
  }
  throw new WorkerError(
    ExitCode.wrongData,
    `${variable}='${sceneUri}' has no SCENE_FILE='${sceneFile}'; correct it`,
  );
}

/** All of it is read: machines that fetch a copy each have other times for the same file, and the renderer reads it anyway. */
async function contentVersion(file: string): Promise<string> {
  const [{ size }, checksum] = await Promise.all([stat(file), checksumOfFile(file)]);
  return `${size} bytes, checksum ${checksum.toString(16).padStart(8, '0')}`;
}

async function fetchScene(
  { sceneUri, folder, signal }: SceneRequest,
  variable: string,
  place: { readonly folder: string; readonly key: string | undefined },
): Promise<OpenedScene> {
  const storage = await openFolder(variable, place.folder, signal);
  const keys = place.key === undefined ? await storage.list('') : [place.key];
  const files = keys.filter((name) => !name.endsWith('/'));
  if (files.length === 0)
    throw new WorkerError(ExitCode.wrongData, `${variable}='${sceneUri}' leads to nothing; correct it`);
  const target = join(folder, 'fetched');
  await mkdir(target, { recursive: true });
  const fetch = async (key: string) => {
    if (leadsOut(key))
      throw new WorkerError(
        ExitCode.wrongData,
        `the scene's object '${key}' leads out of its folder; rename it`,
      );
    const path = join(target, key);
    await mkdir(dirname(path), { recursive: true });
    const version = await storage.getFile(key, path);
    if (version !== undefined) return `${key} ${version}`;
    throw new WorkerError(ExitCode.wrongData, `${variable}='${sceneUri}' leads to nothing; correct it`);
  };
  const versions = await pMap(files, fetch, { concurrency: FETCHES, signal });
  const version = createHash('sha256').update(versions.sort().join('\n')).digest('hex');
  return { path: join(target, place.key ?? ''), version };
}
