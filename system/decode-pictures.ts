import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Digests of the decoded pixels of pictures: files of the same picture differ by their metadata. */
export async function decodePictures(paths: readonly string[]): Promise<string[]> {
  const digests = paths.map(async (path) => {
    const args = ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'rgba64le', '-f', 'md5', '-'];
    const { stdout } = await promisify(execFile)('ffmpeg', args, { timeout: 60_000 });
    return stdout.trim();
  });
  return Promise.all(digests);
}
