import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import pMap from 'p-map';
import { ExitCode } from '../exit-code.js';
import { checksumOfFile } from '../storage/checksum-of-file.js';
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
 * @throws WorkerError with exit code 64 if SCENE_FILE leads out of the folder, 65 if there is no such scene.
 */
export async function openScene(request: SceneRequest): Promise<OpenedScene> {
  const { variable = 'SCENE_URI', sceneUri, sceneFile, folder } = request;
  if (sceneFile !== undefined && leadsOut(sceneFile)) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `SCENE_FILE='${sceneFile}' leads out of the scene's folder; correct it`,
    );
  }
  const fetched = sceneUri.startsWith('s3:')
    ? await fetchScene(request, variable)
    : { path: pathOf(variable, sceneUri), version: undefined };
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
    `${variable}='${sceneUri}' ${sceneFile === undefined ? 'leads to nothing' : `has no SCENE_FILE='${sceneFile}'`}; correct it`,
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
): Promise<OpenedScene> {
  const isFolder = sceneUri.endsWith('/');
  const uri = sceneUri.replace(/\/+$/, '');
  const storage = await openFolder(variable, isFolder ? uri : uri.slice(0, uri.lastIndexOf('/')), signal);
  const keys = isFolder ? await storage.list('') : [uri.slice(uri.lastIndexOf('/') + 1)];
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
  return { path: isFolder ? target : join(target, basename(uri)), version };
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
