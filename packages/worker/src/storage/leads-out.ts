import { normalize, sep } from 'node:path';

/** Whether a relative path names something outside of the folder it starts from, or nothing that a file can have. */
export function leadsOut(path: string): boolean {
  const normal = normalize(path);
  return normal === '..' || normal.startsWith(`..${sep}`) || normal.startsWith(sep) || path.includes('\0');
}
