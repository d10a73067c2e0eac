import { delimiter, join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { access, constants } from '../files.js';
import { WorkerError } from '../worker-error.js';

/** The program that encodes, and which one it is. */
export interface Ffmpeg {
  readonly path: string;
  /** As it names itself, such as `5.1.6-0+deb12u1`. */
  readonly version: string;
}

const VERSION_TIMEOUT_MS = 20_000;

/**
 * Finds ffmpeg: FFMPEG_PATH, else `ffmpeg` on PATH, else the optional package `@ffmpeg-installer/ffmpeg`.
 *
 * @throws WorkerError with exit code 69 if none runs.
 */
export async function findFfmpeg(configured: string | undefined): Promise<Ffmpeg> {
  const path = await locateFfmpeg(configured);
  return { path, version: await readFfmpegVersion(path, configured) };
}

/**
 * Asks the ffmpeg that was located for its version.
 *
 * @throws WorkerError with exit code 69 if it does not run.
 */
export async function readFfmpegVersion(path: string, configured: string | undefined): Promise<string> {
  const version = await readVersion(path);
  if (version === undefined) throw missingFfmpeg(configured);
  return version;
}

function missingFfmpeg(configured: string | undefined): WorkerError {
  return new WorkerError(
    ExitCode.missingProgram,
    configured === undefined
      ? 'ffmpeg is not on PATH; install it, or set FFMPEG_PATH'
      : `FFMPEG_PATH='${configured}' does not run as ffmpeg; correct it, or leave it out`,
  );
}

/**
 * The path of the same ffmpeg, which is not started to see whether it runs.
 *
 * @throws WorkerError with exit code 69 if there is none.
 */
export async function locateFfmpeg(configured: string | undefined): Promise<string> {
  if (configured !== undefined) return configured;
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, 'ffmpeg');
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  const packaged = packagedFfmpeg();
  if (packaged === undefined) throw missingFfmpeg(configured);
  return packaged;
}

/** The path of the ffmpeg that npm brings; undefined where it was left out. */
export function packagedFfmpeg(): string | undefined {
  try {
    const { createRequire } = process.getBuiltinModule('node:module');
    const installer = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { readonly path: string };
    return installer.path;
  } catch {
    return undefined;
  }
}

async function readVersion(path: string): Promise<string | undefined> {
  try {
    const [{ execFile }, { promisify }] = await Promise.all([
      import('node:child_process'),
      import('node:util'),
    ]);
    const { stdout } = await promisify(execFile)(path, ['-version'], {
      timeout: VERSION_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    return /^ffmpeg version (\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
