import { lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';

/** As many links as Linux follows in one path. */
const MOST_FOLLOWED = 40;

/** The links of an archive: what each says, by its place from {@link placeOf}. */
export type ArchiveLinks = ReadonlyMap<string, string>;

/** An entry's place in the archive's folder, written in one way only. */
export function placeOf(path: string): string {
  return posix.join(path, '.').replace(/\/$/, '');
}

/**
 * Makes an archive's links once everything else is unpacked, so that nothing is written through one.
 *
 * @returns The place of one that leads out of the folder, also by way of others, of one that lies below another, or of one
 *   that has something below it; then not all of them are made. Undefined if there is none.
 */
export async function placeLinks(folder: string, links: ArchiveLinks): Promise<string | undefined> {
  for (const place of links.keys()) if (isBelowLink(place, links) || leadsOut(place, links)) return place;
  for (const [place, target] of links) {
    const path = join(folder, place);
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory()) return place;
    await mkdir(dirname(path), { recursive: true });
    // An archive that was added to may have the same entry twice, of which the last counts.
    await rm(path, { force: true });
    await symlink(target, path);
  }
  return undefined;
}

function isBelowLink(place: string, links: ArchiveLinks): boolean {
  for (let above = posix.dirname(place); above !== '.'; above = posix.dirname(above))
    if (links.has(above)) return true;
  return false;
}

/** Follows a link as the system would; one that leads in a circle leads nowhere, and is no better. */
function leadsOut(place: string, links: ArchiveLinks): boolean {
  const at: string[] = [];
  const ahead = place.split('/');
  for (let followed = 0; ahead.length > 0; ) {
    const part = ahead.shift() as string;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (at.pop() === undefined) return true;
      continue;
    }
    const target = links.get([...at, part].join('/'));
    if (target === undefined) at.push(part);
    else {
      followed += 1;
      if (target.startsWith('/') || followed > MOST_FOLLOWED) return true;
      ahead.unshift(...target.split('/'));
    }
  }
  return false;
}
