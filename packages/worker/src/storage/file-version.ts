import { stat } from '../files.js';

/** A text that changes with a file: reading all of it to be sure could take minutes. */
export async function fileVersion(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${size} bytes of ${new Date(mtimeMs).toISOString()}`;
}
