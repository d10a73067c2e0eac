import { basename } from 'node:path';

/** A line of a stack that leads to a file, and not into Node. */
const PLACE = /^ {4}at (?:[^(\n]* \()?(?:async )?(?:file:\/\/)?(\/[^():\n]+:[0-9]+):[0-9]+\)?$/m;

/** Where a module has thrown something, as it stands behind a message: ` (mine.mjs:12)`; empty where nobody knows. */
export function placeOf(error: unknown): string {
  const [, place] = PLACE.exec((error as Error | undefined)?.stack ?? '') ?? [];
  return place === undefined ? '' : ` (${basename(place)})`;
}
